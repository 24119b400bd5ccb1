namespace Protocols.Sieve;

/// <summary>The parts of the envelope and the arguments of <c>redirect</c> that RFC 6009 adds; that of RFC 6134 §2.5 is among them.</summary>
internal static class EnvelopeExtension
{
    public static void Register(SieveLanguage.Builder language)
    {
        language.AddCapability("envelope-dsn", "envelope-deliverby");
        language.AddToTest("envelope", EnvelopeTest.Zone);
        language.AddToCommand("redirect", RedirectExtension.List);
        language.AddToCommand("redirect", RedirectExtension.Notify);
        language.AddToCommand("redirect", RedirectExtension.Return);
        language.AddToCommand("redirect", RedirectExtension.ByTime);
        language.AddToCommand("redirect", RedirectExtension.ByMode);
        language.AddToCommand("redirect", RedirectExtension.ByTrace);
    }
}
