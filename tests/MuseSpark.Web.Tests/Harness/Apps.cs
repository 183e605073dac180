using System.Reflection;
using Xunit.Sdk;

namespace MuseSpark.Web.Tests.Harness;

/// <summary>One running server per database, shared by the tests that make their own people and workspaces in it.</summary>
public sealed class Apps : IAsyncLifetime
{
    private MuseSparkApp? sqlite, postgres;

    public MuseSparkApp this[Database database] => database == Database.Sqlite ? sqlite! : postgres!;

    public async Task InitializeAsync()
    {
        sqlite = await MuseSparkApp.CreateAsync(Database.Sqlite);
        postgres = await MuseSparkApp.CreateAsync(Database.Postgres);
    }

    public async Task DisposeAsync()
    {
        await sqlite!.DisposeAsync();
        await postgres!.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SharedApps : ICollectionFixture<Apps>
{
    public const string Name = "shared apps";
}

/// <summary>Runs a theory once on SQLite and once on PostgreSQL.</summary>
public sealed class OnBothDatabasesAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Database.Sqlite], [Database.Postgres]];
}
