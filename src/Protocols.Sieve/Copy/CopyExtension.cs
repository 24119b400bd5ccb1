namespace Protocols.Sieve;

/// <summary><c>:copy</c> (RFC 3894).</summary>
internal static class CopyExtension
{
    public static SieveOption Copy { get; } = new(new SieveTag("copy", Capability: "copy"));

    public static void Register(SieveLanguage.Builder language) => language.AddToCommand("fileinto", Copy).AddToCommand("redirect", Copy);
}
