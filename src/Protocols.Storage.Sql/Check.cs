using System.Runtime.CompilerServices;

namespace Protocols.Storage.Sql;

/// <summary>The checks of options' values.</summary>
internal static class Check
{
    public static T Range<T>(T value, T least, T most, [CallerMemberName] string name = "")
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} has to lie between {least} and {most}.");
        }

        return value;
    }
}
