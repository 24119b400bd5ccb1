using System.Globalization;
using System.Reflection;
using Dapper;

namespace Protocols.Storage.Sql;

/// <summary>Brings a database to the newest schema, one numbered file after the other, all in one transaction.</summary>
internal static class SchemaMigrations
{
    /// <param name="session">The writer's session.</param>
    /// <param name="dialect">The folder of the files.</param>
    /// <param name="place">Where the data is, for the error.</param>
    /// <exception cref="StorageSchemaException">The database is newer than this library.</exception>
    public static void Apply(SqlSession session, string dialect, string place)
    {
        Assembly assembly = typeof(SchemaMigrations).Assembly;
        (int Version, string Name)[] files =
        [
            .. assembly.GetManifestResourceNames()
                .Select(name => name.Replace('\\', '/'))
                .Where(name => name.StartsWith(dialect + "/", StringComparison.Ordinal))
                .Select(name => (int.Parse(Path.GetFileNameWithoutExtension(name), CultureInfo.InvariantCulture), name))
                .Order(),
        ];

        session.Connection.Execute("BEGIN IMMEDIATE");
        session.Connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        int found = session.Connection.ExecuteScalar<int?>("SELECT max(version) FROM schema_version") ?? 0;
        if (found > files[^1].Version)
        {
            session.Connection.Execute("ROLLBACK");
            throw new StorageSchemaException(place, found, files[^1].Version);
        }

        foreach ((int version, string name) in files.Where(file => file.Version > found))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
            session.Connection.Execute(reader.ReadToEnd());
            if (version == EmailKeyFilling.SchemaVersion)
            {
                EmailKeyFilling.Run(session);
            }

            session.Connection.Execute("INSERT INTO schema_version (version) VALUES (@version)", new { version });
        }

        session.Connection.Execute("COMMIT");
    }
}
