using Protocols.Benchmarks.Mime;
using Protocols.Benchmarks.Text;

if (args is ["mime-ratio", ..])
{
    MimeRatio.Run(args.AsSpan(1));
    return;
}

if (args is ["text-ratio", ..])
{
    TextRatio.Run(args.AsSpan(1));
    return;
}

BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
