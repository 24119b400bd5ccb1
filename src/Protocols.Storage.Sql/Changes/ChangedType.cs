namespace Protocols.Storage.Sql;

/// <summary>What kind of object a row of the change log tells of; the numbers are in the database.</summary>
internal enum ChangedType
{
    Mailbox = 1,
    Entry = 2,
    Script = 3,
}
