# Builds the app into $app when something has changed since the last time, and says where its data and models are, so that ./run and
# ./musespark find the same from any folder; for scripts that set $root, as they do.
# What it says goes to standard error, so that the answers of ./musespark stay clean.
app="$root/artifacts/app"

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "MuseSpark needs the .NET 10 SDK: https://dotnet.microsoft.com/download (Debian and Ubuntu: dotnet-sdk-10.0)." >&2
    exit 1
fi

# Publishing is skipped while nothing has changed since the last time.
stale() {
    [ ! -f "$app/published" ] || [ -n "$(find "$root/src/MuseSpark.Web" "$root/src/MuseSpark.Client" "$root/src/MuseSpark.Inference" \
        "$root/src/MuseSpark.Provenance" "$root"/Directory.*.props -newer "$app/published" -type f \
        -not -path '*/bin/*' -not -path '*/obj/*' -print -quit)" ]
}
if stale; then
    echo "Building MuseSpark; the first time takes a minute or two." >&2
    rm -rf "$app"
    dotnet publish "$root/src/MuseSpark.Web/MuseSpark.Web.csproj" -c Release -o "$app" -v quiet --nologo >&2
    touch "$app/published"
fi

MUSESPARK_DATA=$(realpath -m "${MUSESPARK_DATA:-$root/data}")
Models__Folders__0=$(realpath -m "${Models__Folders__0:-$root/models}")
export MUSESPARK_DATA Models__Folders__0
