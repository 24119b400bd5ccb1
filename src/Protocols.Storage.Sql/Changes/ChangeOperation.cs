namespace Protocols.Storage.Sql;

/// <summary>What happened to it; the numbers are in the database.</summary>
internal enum ChangeOperation
{
    Created = 1,
    Updated = 2,
    Destroyed = 3,
    UpdatedByPending = 4,
}
