namespace Protocols.Sieve;

/// <summary>The commands and tests of RFC 5228.</summary>
internal static class BaseLanguage
{
    public const string EncodedCharacter = "encoded-character";

    public static void Register(SieveLanguage.Builder language) => language
        .Add(new RequireCommand(), new IfCommand("if"), new IfCommand("elsif"), new IfCommand("else"), new StopCommand())
        .Add(new KeepCommand(), new DiscardCommand(), new FileIntoCommand(), new RedirectCommand())
        .Add(new ConstantTest("true", true), new ConstantTest("false", false), new NotTest(), new ListTest("allof", isAll: true), new ListTest("anyof", isAll: false))
        .Add(new HeaderTest(), new AddressTest(), new EnvelopeTest(), new ExistsTest(), new SizeTest())
        .AddCapability(EncodedCharacter);
}
