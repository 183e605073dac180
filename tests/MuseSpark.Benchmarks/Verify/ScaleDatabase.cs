using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Provenance.Fingerprints;
using MuseSpark.Web.Data;

namespace MuseSpark.Benchmarks.Verify;

/// <summary>A SQLite database in the app's own schema, filled with records that are like those of real works in number, size and spread.</summary>
internal sealed class ScaleDatabase(string path)
{
    /// <summary>Passages of a text besides the whole of it.</summary>
    private const int Passages = 3;

    private const string Workspace = "01900000-0000-7000-8000-00000000FFFF";

    public SqliteDb Open() => new(
        new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={path}").AddInterceptors(new SqliteConnectionSetup()).Options, new SqliteTurn());

    /// <summary>Half pictures (odd numbers), half texts. Indexes are made afterwards, which gives the same and takes a tenth of the time.</summary>
    public async Task FillAsync(int count)
    {
        await using (var db = Open())
        {
            await db.Database.MigrateAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        }

        await using var connection = new SqliteConnection($"Data Source={path}");
        await connection.OpenAsync();
        Run(connection, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
        var indexes = Texts(connection, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('Outputs', 'ProvenanceRecords', 'Fingerprints')");
        foreach (var name in Texts(connection, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('Outputs', 'ProvenanceRecords', 'Fingerprints')"))
            Run(connection, $"DROP INDEX \"{name}\"");

        const string numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $count)";
        const string id = "printf('01900000-%04X-7000-8000-%012X', i / 65536, i)";
        Run(connection, $"""
            INSERT INTO Outputs (Id, WorkspaceId, GenerationId, Ordinal, Kind, MediaType, Sha256, Size, CreatedAt, Withheld)
            {numbers} SELECT {id}, '{Workspace}', '{Workspace}', i, iif(i % 2, 'picture', 'text'), iif(i % 2, 'image/png', 'text/plain'), lower(hex(randomblob(32))), 1000, '2026-01-01 00:00:00', 'No' FROM n
            """, ("$count", count));
        Run(connection, $"""
            INSERT INTO ProvenanceRecords (OutputId, WorkspaceId, Document, CreatedAt, Manifest, MarkId)
            {numbers} SELECT {id}, '{Workspace}', $document, '2026-01-01 00:00:00', 'urn:c2pa:' || lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4000-8000-' || hex(randomblob(6))),
                iif(i % 2, (i * 680350284671) & 1099511627775, NULL) FROM n
            """, ("$count", count), ("$document", JsonSerializer.Serialize(Document, JsonText.Options)));
        Run(connection, $"""
            INSERT INTO Fingerprints (WorkspaceId, OutputId, Ordinal, IsPicture, Exact, Similar, Band0, Band1, Band2, Band3)
            {numbers}, p(j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM p WHERE j < {Passages}), f(i, j, s) AS MATERIALIZED (SELECT i, j, random() FROM n, p WHERE j = 0 OR i % 2 = 0)
            SELECT '{Workspace}', {id}, j, i % 2, iif(i % 2, NULL, lower(hex(randomblob(32)))), s, s & 65535, (s >> 16 & 65535) | 65536, (s >> 32 & 65535) | 131072, (s >> 48 & 65535) | 196608 FROM f
            """, ("$count", count));
        foreach (var index in indexes) Run(connection, index);
        Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Makes a record findable: by the hash of its file, its manifest, its mark.</summary>
    public void Plant(int record, string? sha256 = null, string? manifest = null, long? mark = null)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        if (sha256 is not null) Run(connection, "UPDATE Outputs SET Sha256 = $v WHERE Id = $id", ("$v", sha256), ("$id", Id(record)));
        if (manifest is not null) Run(connection, $"UPDATE ProvenanceRecords SET Manifest = $v WHERE WorkspaceId = '{Workspace}' AND OutputId = $id", ("$v", manifest), ("$id", Id(record)));
        if (mark is not null) Run(connection, $"UPDATE ProvenanceRecords SET MarkId = $v WHERE WorkspaceId = '{Workspace}' AND OutputId = $id", ("$v", mark), ("$id", Id(record)));
    }

    /// <summary>Gives a record a fingerprint, of its whole or of a passage.</summary>
    public void Plant(int record, int ordinal, ulong similar, string? exact)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        var keys = HammingBands.Keys(similar);
        Run(connection, $"UPDATE Fingerprints SET Similar = $s, Exact = $e, Band0 = {keys[0]}, Band1 = {keys[1]}, Band2 = {keys[2]}, Band3 = {keys[3]} WHERE WorkspaceId = '{Workspace}' AND OutputId = $id AND Ordinal = {ordinal}",
            ("$s", (long)similar), ("$e", exact ?? (object)DBNull.Value), ("$id", Id(record)));
    }

    private static string Id(int record) => $"01900000-{record / 65536:X4}-7000-8000-{record:X12}";

    private static ProvenanceView Document { get; } = new()
    {
        OutputId = Guid.Empty,
        GenerationId = Guid.Empty,
        Kind = "picture",
        OutputSha256 = new string('0', 64),
        MediaType = "image/png",
        Prompt = "a brave fox finds a lantern in a snowy forest at night",
        ExpandedPrompt = "a brave fox finds a lantern in a snowy forest at night",
        Model = new ModelRecord("spark-picture", "Spark Picture", "2", "Apache-2.0", Enumerable.Range(0, 8).ToDictionary(i => $"part{i}/model.onnx", i => new string((char)('0' + i), 64)), new string('9', 64)),
        Runtime = new RuntimeRecord("0.1.0", "1.0", "CPU", "Linux"),
        Settings = new GenerationSettings { Width = 128, Height = 128, Steps = 16 },
        Seed = 7,
        RequestedAt = DateTime.UnixEpoch,
        StartedAt = DateTime.UnixEpoch,
        FinishedAt = DateTime.UnixEpoch,
    };

    private static void Run(SqliteConnection connection, string sql, params (string Name, object Value)[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 3600;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read()) texts.Add(reader.GetString(0));
        return texts;
    }
}
