using Protocols.Benchmarks.Mime;

if (args is ["mime-ratio", ..])
{
    MimeRatio.Run(args.AsSpan(1));
    return;
}

if (args is ["mime-hostile"])
{
    MimeHostile.Run();
    return;
}

if (args is ["mime-stream"])
{
    await MimeStream.RunAsync();
    return;
}

BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
