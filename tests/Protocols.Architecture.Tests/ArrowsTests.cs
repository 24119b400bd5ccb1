using System.Xml.Linq;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace Protocols.Architecture.Tests;

/// <summary>The arrows of docs/architecture.md: an arrow points down, and inside a floor only where the specifications do.</summary>
public sealed class ArrowsTests
{
    // What each package may lean on, directly or through others. A package that is not here fails the test until it is placed.
    private static readonly Dictionary<string, string[]> s_arrows = new()
    {
        // ground
        ["Protocols.Text"] = [],
        ["Protocols.Dns"] = [],

        // formats
        ["Protocols.Mime"] = ["Protocols.Text"],
        ["Protocols.Reports"] = ["Protocols.Text", "Protocols.Mime"],
        ["Protocols.ICalendar"] = ["Protocols.Text"],
        ["Protocols.ICalendar.Itip"] = ["Protocols.Text", "Protocols.Mime", "Protocols.ICalendar"],
        ["Protocols.VCard"] = ["Protocols.Text"],
        ["Protocols.Sieve"] = ["Protocols.Text", "Protocols.Mime"],

        // wire
        ["Protocols.Sasl"] = ["Protocols.Text"],
        ["Protocols.Smtp"] = ["Protocols.Text", "Protocols.Sasl"],
        ["Protocols.Imap"] = ["Protocols.Text", "Protocols.Sasl"],
        ["Protocols.Pop3"] = ["Protocols.Text", "Protocols.Sasl"],
        ["Protocols.ManageSieve"] = ["Protocols.Text", "Protocols.Sasl"],
        ["Protocols.MailAuth"] = ["Protocols.Text", "Protocols.Mime", "Protocols.Dns"],
        ["Protocols.TransportSecurity"] = ["Protocols.Text", "Protocols.Mime", "Protocols.Dns", "Protocols.Reports"],

        // server
        ["Protocols.Storage"] = ["Protocols.Text", "Protocols.Mime", "Protocols.Sasl"],
        ["Protocols.Storage.Sql"] = ["Protocols.Text", "Protocols.Mime", "Protocols.Sasl", "Protocols.Storage"],
        ["Protocols.Hosting"] = [],
        ["Protocols.Smtp.Server"] =
            ["Protocols.Text", "Protocols.Dns", "Protocols.Mime", "Protocols.Reports", "Protocols.Sieve", "Protocols.Sasl", "Protocols.Smtp", "Protocols.MailAuth", "Protocols.TransportSecurity", "Protocols.Storage", "Protocols.Hosting"],
        ["Protocols.Imap.Server"] = ["Protocols.Text", "Protocols.Mime", "Protocols.Sasl", "Protocols.Imap", "Protocols.Storage", "Protocols.Hosting"],
        ["Protocols.Pop3.Server"] = ["Protocols.Text", "Protocols.Mime", "Protocols.Sasl", "Protocols.Pop3", "Protocols.Storage", "Protocols.Hosting"],
        ["Protocols.ManageSieve.Server"] = ["Protocols.Text", "Protocols.Mime", "Protocols.Sieve", "Protocols.Sasl", "Protocols.ManageSieve", "Protocols.Storage", "Protocols.Hosting"],
    };

    private static readonly string[] s_belowHosting = ["Protocols.Text", "Protocols.Dns", "Protocols.Mime", "Protocols.Reports", "Protocols.Sieve", "Protocols.ICalendar", "Protocols.ICalendar.Itip", "Protocols.VCard", "Protocols.Sasl", "Protocols.Smtp", "Protocols.Imap", "Protocols.Pop3", "Protocols.ManageSieve", "Protocols.MailAuth", "Protocols.TransportSecurity"];

    private static readonly string[] s_forbiddenTypes =
    [
        "System.Net.Sockets.Socket", "System.Net.Dns", "System.IO.File", "System.IO.FileStream", "System.IO.Directory", "System.Threading.Thread",
        "System.Diagnostics.Stopwatch", "System.Net.Http.HttpClient",
    ];

    private static readonly string[] s_clocks =
    [
        "System.DateTime::get_UtcNow", "System.DateTime::get_Now", "System.DateTimeOffset::get_UtcNow", "System.DateTimeOffset::get_Now",
    ];

    private static readonly Assembly[] s_assemblies =
        [.. s_arrows.Keys.Order(StringComparer.Ordinal).Select(Assembly.Load), typeof(ArrowsTests).Assembly];

    private static readonly ArchUnitNET.Domain.Architecture s_architecture = new ArchLoader().LoadAssembliesIncludingDependencies(s_assemblies).Build();

    public static TheoryData<string> Packages => [.. s_arrows.Keys];

    public static TheoryData<string> PackagesBelowHosting => [.. s_belowHosting];

    [Fact]
    public void Every_library_has_its_place_on_a_floor()
    {
        IEnumerable<string> libraries = Directory.GetDirectories(Path.Combine(Suites.RepositoryRoot, "src")).Select(folder => Path.GetFileName(folder));
        Assert.Equal(s_arrows.Keys.Order(StringComparer.Ordinal), libraries.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Packages))]
    public void The_types_of_a_package_lean_only_on_the_packages_below_it(string package)
    {
        foreach (string other in s_arrows.Keys.Where(k => k != package && !s_arrows[package].Contains(k)))
        {
            IArchRule rule = Types().That().ResideInAssembly(Assembly.Load(package)).Should()
                .NotDependOnAny(Types().That().ResideInAssembly(Assembly.Load(other))).Because($"no arrow leads from {package} to {other}").WithoutRequiringPositiveResults();
            Assert.True(rule.HasNoViolations(s_architecture), string.Join(Environment.NewLine, rule.Evaluate(s_architecture).Where(r => !r.Passed).Select(r => r.Description)));
        }
    }

    [Theory, MemberData(nameof(Packages))]
    public void The_project_of_a_package_refers_only_to_the_packages_below_it(string package)
    {
        XDocument project = XDocument.Load(Path.Combine(Suites.RepositoryRoot, "src", package, package + ".csproj"));
        IEnumerable<string> references = project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        Assert.All(references, reference => Assert.Contains(reference, s_arrows[package]));
    }

    [Theory, MemberData(nameof(PackagesBelowHosting))]
    public void Below_hosting_nothing_opens_a_socket_or_a_file_reads_a_clock_or_starts_a_thread(string package)
    {
        IType[] types = TypesOf(package);
        Assert.NotEmpty(types);
        Assert.Empty(Forbidden(types));
    }

    [Fact]
    public void The_check_sees_what_it_forbids()
    {
        string[] found = [.. Forbidden(TypesOf("Protocols.Architecture.Tests").Where(t => t.Name == nameof(Offender)))];
        Assert.Contains(found, f => f.EndsWith("System.IO.File", StringComparison.Ordinal));
        Assert.Contains(found, f => f.Contains("get_UtcNow", StringComparison.Ordinal));
    }

    private static IType[] TypesOf(string assembly) =>
        [.. s_architecture.Types.Where(t => t.Assembly.Name == assembly || t.Assembly.Name.StartsWith(assembly + ",", StringComparison.Ordinal))];

    private static IEnumerable<string> Forbidden(IEnumerable<IType> types)
    {
        ITypeDependency[] dependencies = [.. types.SelectMany(t => t.Dependencies)];
        IEnumerable<string> uses = dependencies
            .Where(d => s_forbiddenTypes.Contains(d.Target.FullName) || d.Target.FullName.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal))
            .Select(d => $"{d.Origin.FullName} uses {d.Target.FullName}");
        IEnumerable<string> calls = dependencies.OfType<MethodCallDependency>()
            .Where(d => s_clocks.Any(clock => d.TargetMember.FullName.Contains(clock, StringComparison.Ordinal)))
            .Select(d => $"{d.Origin.FullName} reads the clock by {d.TargetMember.FullName}");
        return uses.Concat(calls).Distinct();
    }

    /// <summary>Does what is forbidden, so that the check can be seen to find it.</summary>
    private static class Offender
    {
        public static bool Offend(string path) => File.Exists(path) && DateTimeOffset.UtcNow > DateTimeOffset.MinValue;
    }
}
