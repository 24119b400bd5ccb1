using System.Collections.Frozen;
using System.Text;

namespace Protocols.Sieve;

/// <summary>
/// The commands, tests, tags and capabilities that there are. Each extension registers its own in a file of its chapter's folder; <see cref="SieveChapters"/> has the list.
/// Immutable once it is made.
/// </summary>
internal sealed class SieveLanguage
{
    private readonly OctetTable<SieveDefinition> _commands;
    private readonly OctetTable<SieveDefinition> _tests;
    private readonly FrozenDictionary<string, int> _capabilities;
    private readonly FrozenDictionary<string, SieveNamespace> _namespaces;
    private readonly Builder _builder;

    private SieveLanguage(Builder builder)
    {
        _builder = builder;
        ILookup<(string Name, bool IsTest), SieveOption> added = builder.Added.ToLookup(static a => (a.Name, a.IsTest), static a => a.Option);
        SieveDefinition[] definitions = [.. builder.Operations.Select(operation => new SieveDefinition(operation, added[(operation.Name, operation.IsTest)]))];
        _commands = new([.. definitions.Where(static d => !d.Operation.IsTest).Select(static d => (d.Operation.Octets, d))]);
        _tests = new([.. definitions.Where(static d => d.Operation.IsTest).Select(static d => (d.Operation.Octets, d))]);
        CapabilityNames =
        [
            .. definitions.Select(static d => d.Operation.Capability).OfType<string>()
                .Concat(definitions.SelectMany(static d => d.Options.ToArray()).SelectMany(static o => o.Tags).Select(static t => t.Capability).OfType<string>())
                .Concat(builder.Capabilities).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        _capabilities = CapabilityNames.Select(static (name, number) => (name, number)).ToFrozenDictionary(static c => c.name, static c => c.number, StringComparer.Ordinal);
        foreach (SieveDefinition definition in definitions)
        {
            definition.CapabilityNumber = definition.Operation.Capability is { } capability ? _capabilities[capability] : -1;
        }

        _namespaces = builder.Namespaces.ToFrozenDictionary(static n => n.Name, StringComparer.OrdinalIgnoreCase);
        Stamp = StampOf(definitions, CapabilityNames);
    }

    /// <summary>Everything that is implemented here.</summary>
    public static SieveLanguage BuiltIn { get; } = new(SieveChapters.Register(new Builder()));

    /// <summary>The names of all capabilities; each has its place as its number.</summary>
    public IReadOnlyList<string> CapabilityNames { get; }

    /// <summary>Differs between languages in which a program could mean different things.</summary>
    public ulong Stamp { get; }

    /// <summary>Gives this language with a host's commands in it.</summary>
    /// <exception cref="ArgumentException">A name is taken or is no identifier.</exception>
    public SieveLanguage With(IEnumerable<SieveHostCommand> commands)
    {
        Builder builder = _builder.Copy();
        foreach (SieveHostCommand command in commands)
        {
            HostOperation operation = new(command);
            if (builder.Operations.Any(o => o.IsTest == operation.IsTest && o.Name.Equals(operation.Name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new ArgumentException($"There is a {(operation.IsTest ? "test" : "command")} '{command.Name}' already.", nameof(commands));
            }

            builder.Add(operation);
            builder.HostCapabilities.Add(command.Capability ?? "");
        }

        return new SieveLanguage(builder);
    }

    public bool TryFindCommand(ReadOnlySpan<byte> name, out SieveDefinition definition) => _commands.TryFind(name, out definition!);

    public bool TryFindTest(ReadOnlySpan<byte> name, out SieveDefinition definition) => _tests.TryFind(name, out definition!);

    public bool TryFindNamespace(string name, out SieveNamespace found) => _namespaces.TryGetValue(name, out found!);

    /// <summary>Gives the number of a capability; −1 for one that is not known here.</summary>
    public int NumberOf(string capability) => _capabilities.GetValueOrDefault(capability, -1);

    /// <summary>Whether a capability is there under options.</summary>
    public bool IsAvailable(string capability, SieveCapabilities capabilities) =>
        _capabilities.ContainsKey(capability) && (capabilities.Contains(capability) || _builder.HostCapabilities.Contains(capability));

    private static ulong StampOf(SieveDefinition[] definitions, IReadOnlyList<string> capabilities)
    {
        // FNV-1a over what programs rely on.
        ulong hash = 14695981039346656037;
        foreach (byte octet in Encoding.UTF8.GetBytes(string.Join('\n', definitions.Select(static d => d.Signature).Concat(capabilities))))
        {
            hash = (hash ^ octet) * 1099511628211;
        }

        return hash;
    }

    /// <summary>Takes what the chapters register.</summary>
    internal sealed class Builder
    {
        public List<SieveOperation> Operations { get; private init; } = [];

        public List<(string Name, bool IsTest, SieveOption Option)> Added { get; private init; } = [];

        public List<string> Capabilities { get; private init; } = [];

        public List<SieveNamespace> Namespaces { get; private init; } = [];

        public HashSet<string> HostCapabilities { get; private init; } = new(StringComparer.Ordinal);

        /// <summary>Adds commands and tests.</summary>
        public Builder Add(params ReadOnlySpan<SieveOperation> operations)
        {
            Operations.AddRange(operations);
            return this;
        }

        /// <summary>Adds an option to a command of another chapter.</summary>
        public Builder AddToCommand(string name, SieveOption option)
        {
            Added.Add((name, false, option));
            return this;
        }

        /// <summary>Adds an option to a test of another chapter.</summary>
        public Builder AddToTest(string name, SieveOption option)
        {
            Added.Add((name, true, option));
            return this;
        }

        /// <summary>Adds a capability that no command, test or tag names.</summary>
        public Builder AddCapability(params ReadOnlySpan<string> names)
        {
            Capabilities.AddRange(names);
            return this;
        }

        /// <summary>Adds a namespace of variables (RFC 5229 §3).</summary>
        public Builder AddNamespace(SieveNamespace added)
        {
            Namespaces.Add(added);
            return this;
        }

        public Builder Copy() => new()
        {
            Operations = [.. Operations],
            Added = [.. Added],
            Capabilities = [.. Capabilities],
            Namespaces = [.. Namespaces],
            HostCapabilities = [.. HostCapabilities],
        };
    }
}

/// <summary>A namespace of variables (RFC 5229 §3).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Capability">What must be required to use it.</param>
internal sealed record SieveNamespace(string Name, string Capability);
