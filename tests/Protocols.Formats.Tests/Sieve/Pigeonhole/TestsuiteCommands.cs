using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Pigeonhole;

/// <summary>The commands and tests that Pigeonhole's scripts of tests use, as commands of a host.</summary>
internal static class TestsuiteCommands
{
    private const string Capability = "vnd.dovecot.testsuite";

    private static readonly SieveHostParameter s_name = new("name", SieveValueKind.String);
    private static readonly SieveHostParameter s_value = new("value", SieveValueKind.String);
    private static readonly SieveHostParameter s_keys = new("keys", SieveValueKind.Strings);
    private static readonly SieveHostParameter s_number = new("number", SieveValueKind.Number);

    private static readonly SieveHostTag[] s_places = [new("smtp") { Group = "place" }, new("folder", SieveValueKind.String) { Group = "place" }];
    private static readonly SieveHostTag s_index = new("index", SieveValueKind.Number);

    /// <summary>The language of the suite's scripts.</summary>
    public static SieveOptions Options { get; } = new()
    {
        AllowsUndeclaredComparators = true,
        HostCommands =
        [
            Command("test", s_name) with { Kind = SieveHostCommandKind.Block },
            Command("test_fail", s_name),
            Command("test_set", s_name, s_value),
            Command("test_config_set", s_name, s_value),
            Command("test_config_unset", s_name),
            Command("test_config_reload") with { Tags = [new SieveHostTag("extension", SieveValueKind.String)] },
            Command("test_result_reset"),
            Command("test_result_print"),
            Command("test_mailbox_create", s_name),
            Command("test_mailbox_delete", s_name),
            Command("test_imap_metadata_set", s_name, s_value) with { Tags = [new SieveHostTag("mailbox", SieveValueKind.String)] },
            Command("test_binary_save", s_name),
            Command("test_binary_load", s_name),
            Command("test_message", s_number) with { Tags = s_places },
            Test("test_message", s_number) with { Tags = s_places },
            Test("test_script_compile", s_name),
            Test("test_script_run") with { Tags = [new SieveHostTag("append_result")] },
            Test("test_result_execute"),
            Test("test_multiscript", s_keys),
            Test("test_result_action", s_keys) with { Matches = true, Tags = [s_index] },
            Test("test_error", s_keys) with { Matches = true, Tags = [s_index] },
        ],
    };

    private static SieveHostCommand Command(string name, params SieveHostParameter[] parameters) => new(name) { Capability = Capability, Parameters = parameters };

    private static SieveHostCommand Test(string name, params SieveHostParameter[] parameters) => Command(name, parameters) with { Kind = SieveHostCommandKind.Test };
}
