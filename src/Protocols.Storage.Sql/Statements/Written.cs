namespace Protocols.Storage.Sql;

/// <summary>What came of a piece of work, and whether what it wrote is to be kept.</summary>
internal readonly record struct Written<T>(T Value, bool Keep);
