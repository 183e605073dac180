using System.Text;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;

namespace MuseSpark.Provenance.Tests.Credentials;

public sealed class TextCredentialsTests
{
    [Fact]
    public void Every_length_of_text_and_title_fits()
    {
        for (var length = 0; length < 120; length++)
        {
            var text = Encoding.UTF8.GetBytes("Es war einmal " + new string('x', length * 7));
            var signed = CredentialSigner.Sign(text, Signing.Definition with { Title = new string('t', length + 1) }, Signing.Identity, Signing.Now);
            Assert.Equal(CredentialState.Trusted, CredentialReader.Read(signed, Signing.Trust, Signing.Now).State);
            Assert.Equal(text, new TextContainer().Remove(signed));
        }
    }

    // C2PA 2.4, A.8: text is hashed in its normal form, so that every way to write ä is the same text.
    [Fact]
    public void Another_normal_form_is_the_same_text_and_another_word_is_not()
    {
        var signed = Signing.Sign(Encoding.UTF8.GetBytes("Ein Ma\u0308rchen"));
        Assert.StartsWith("Ein M\u00E4rchen", Encoding.UTF8.GetString(signed));
        Assert.Equal(CredentialState.Trusted, CredentialReader.Read(signed, Signing.Trust, Signing.Now).State);
        signed[0] = (byte)'K';
        Assert.Equal(["assertion.dataHash.mismatch"], CredentialReader.Read(signed, Signing.Trust, Signing.Now).Failures.Select(failure => failure.Code));
    }

    [Fact]
    public void A_cut_wrapper_and_a_second_one_have_codes_of_their_own()
    {
        var signed = Signing.Sign("Once"u8.ToArray());
        var wrapper = signed[4..];
        var cut = string.Concat(Encoding.UTF8.GetString(signed).EnumerateRunes().SkipLast(10));
        Assert.Equal("manifest.text.corruptedWrapper", Code(Encoding.UTF8.GetBytes(cut)));
        Assert.Equal("manifest.text.multipleWrappers", Code([.. signed, .. wrapper]));

        static string Code(byte[] file) => CredentialReader.Read(file, Signing.Trust, Signing.Now).Failures.Single().Code;
    }
}
