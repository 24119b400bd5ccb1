using Protocols.Benchmarks.Mime;

if (args is ["mime-ratio", ..])
{
    MimeRatio.Run(args.AsSpan(1));
    return;
}

BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
