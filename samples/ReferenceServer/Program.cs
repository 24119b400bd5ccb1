namespace Protocols.Samples.ReferenceServer;

internal static class Program
{
    private static int Main() => 0;
}
