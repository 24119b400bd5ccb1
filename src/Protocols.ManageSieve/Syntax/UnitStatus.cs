namespace Protocols.ManageSieve.Syntax;

/// <summary>What came of reading on in a command or a response.</summary>
internal enum UnitStatus
{
    /// <summary>More input is needed.</summary>
    Incomplete,

    /// <summary>It is whole: <see cref="UnitReader.Unit"/>.</summary>
    Whole,

    /// <summary>A literal was announced: take it or drop the unit.</summary>
    Literal,

    /// <summary>A line is longer than it may be: drop the unit.</summary>
    LineTooLong,

    /// <summary>A line ended without CR: drop the unit, or it is over.</summary>
    BareLineFeed,

    /// <summary>What was dropped has come to its end.</summary>
    Dropped,

    /// <summary>More would have to be thrown away than the limit allows.</summary>
    DroppedTooMuch,
}
