using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Protocols.Samples.ReferenceServer;

/// <summary>The verbs that look at the queue of the server that runs, and work on it.</summary>
internal sealed class QueueVerb : IDisposable
{
    private const int PageSize = 1_000;
    private static readonly string[] s_filters = ["destination", "sender", "status", "held", "from", "before"];

    private readonly HttpClient _client;
    private readonly IConfigurationSection _options;

    private QueueVerb(AdminAccess access, IConfigurationSection options)
    {
        _client = new HttpClient { BaseAddress = access.Address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access.Token);
        _options = options;
    }

    /// <summary>Does what the words behind <c>queue</c> say.</summary>
    /// <exception cref="UsageException">It cannot be done as asked, or the server does not answer.</exception>
    public static async Task<int> RunAsync(ServerSettings settings, IConfiguration configuration, string[] words)
    {
        AdminAccess access = AdminAccess.Read(settings)
            ?? throw new UsageException($"No server has run with the data folder {Path.GetFullPath(settings.DataFolder)} and Server:Listen:Admin yet.");
        using QueueVerb verb = new(access, configuration.GetSection("Queue"));
        try
        {
            await (words switch
            {
                ["list"] => verb.ListAsync(),
                ["destinations"] => verb.DestinationsAsync(),
                ["show", string id] => verb.ShowAsync(Number(id)),
                ["retry", "destination", string name] => verb.RetryDestinationAsync(name),
                ["retry" or "hold" or "release" or "cancel", "all"] => verb.SweepAsync(words[0]),
                ["retry" or "hold" or "release" or "cancel", string id] => verb.ApplyAsync(words[0], Number(id)),
                _ => throw new UsageException($"'queue {string.Join(' ', words)}' is no command of this program."),
            }).ConfigureAwait(false);
            return 0;
        }
        catch (HttpRequestException e)
        {
            throw new UsageException($"The server with the data folder {Path.GetFullPath(settings.DataFolder)} does not answer at {access.Address}; is it running? {e.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task ListAsync()
    {
        Use([.. s_filters, "max"]);
        long left = _options["max"] is { } text
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long max) && max > 0 ? max : throw new UsageException("The option --max needs a number from 1.")
            : long.MaxValue;
        string? next = "";
        while (next is not null && left > 0)
        {
            JsonElement page = await GetAsync($"queue/messages?max={Math.Min(left, PageSize)}{Filters()}{next}").ConfigureAwait(false);
            foreach (JsonElement message in page.GetProperty("messages").EnumerateArray())
            {
                Tell(message);
                left--;
            }

            next = page.TryGetProperty("next", out JsonElement after) ? $"&after={after}" : null;
        }
    }

    private async Task ShowAsync(long id)
    {
        Use([]);
        string? next = "";
        while (next is not null)
        {
            JsonElement shown = await GetAsync($"queue/messages/{id}?max={PageSize}{next}").ConfigureAwait(false);
            if (next.Length == 0)
            {
                Tell(shown.GetProperty("message"));
                foreach (JsonElement lease in shown.GetProperty("leases").EnumerateArray())
                {
                    Console.WriteLine($"  is being delivered to {Text(lease, "destination")} by {Text(lease, "owner")} until {Text(lease, "until")}");
                }
            }

            foreach (JsonElement recipient in shown.GetProperty("recipients").EnumerateArray())
            {
                Console.WriteLine($"  {Text(recipient, "number")}\t{Text(recipient, "address")}\t{Text(recipient, "destination")}\t{Text(recipient, "status")}\t{Text(recipient, "attempts")} attempts{After("\tnext ", Text(recipient, "nextAttempt"))}");
                if (recipient.TryGetProperty("lastReply", out JsonElement reply))
                {
                    Console.WriteLine($"\t{After("", Text(reply, "host"), " said: ")}{Text(reply, "code")} {Text(reply, "enhancedCode")} {Text(reply, "text")}");
                }
            }

            next = shown.TryGetProperty("nextRecipient", out JsonElement after) ? $"&afterRecipient={after}" : null;
        }
    }

    private async Task DestinationsAsync()
    {
        Use([]);
        string? next = "";
        while (next is not null)
        {
            JsonElement page = await GetAsync($"queue/destinations?max={PageSize}{next}").ConfigureAwait(false);
            foreach (JsonElement destination in page.GetProperty("destinations").EnumerateArray())
            {
                Console.WriteLine($"{Text(destination, "destination")}\t{Text(destination, "recipients")} recipients\t{Text(destination, "batches")} batches\t{Text(destination, "leased")} being delivered\t{Text(destination, "held")} held");
            }

            next = page.TryGetProperty("next", out JsonElement after) ? $"&after={Uri.EscapeDataString(after.GetString()!)}" : null;
        }
    }

    private async Task RetryDestinationAsync(string name)
    {
        Use([]);
        JsonElement retried = await PostAsync($"queue/destinations/{Uri.EscapeDataString(name)}/retry").ConfigureAwait(false);
        Console.WriteLine($"{Text(retried, "batches")} batches for {name} are due now");
    }

    private async Task ApplyAsync(string action, long id)
    {
        Use(action == "cancel" ? ["recipient"] : []);
        string recipient = _options["recipient"] is { } number ? $"?recipient={Uri.EscapeDataString(number)}" : "";
        JsonElement change = await PostAsync($"queue/messages/{id}/{action}{recipient}").ConfigureAwait(false);
        Console.WriteLine($"{id}: {action} done for {Text(change, "recipients")} recipients");
        TellInProgress(Text(change, "status") == "InProgress" ? [id] : []);
    }

    private async Task SweepAsync(string action)
    {
        Use(s_filters);
        string filters = Filters();
        long messages = 0;
        List<long> inProgress = [];
        string? next = "";
        while (next is not null)
        {
            JsonElement sweep = await PostAsync($"queue/messages/{action}?max={PageSize}{(filters.Length > 0 ? filters : "&all=true")}{next}").ConfigureAwait(false);
            messages += sweep.GetProperty("messages").GetInt64();
            inProgress.AddRange(sweep.GetProperty("inProgress").EnumerateArray().Select(static id => id.GetInt64()));
            next = sweep.TryGetProperty("next", out JsonElement after) ? $"&after={after}" : null;
        }

        Console.WriteLine($"{action} done for {messages} messages");
        TellInProgress(inProgress);
    }

    private static void TellInProgress(IReadOnlyCollection<long> ids)
    {
        if (ids.Count > 0)
        {
            Console.WriteLine($"Left alone, since it is being delivered at this moment: some of {string.Join(", ", ids)}");
        }
    }

    private static void Tell(JsonElement message)
    {
        string sender = Text(message, "sender");
        Console.WriteLine(
            $"{Text(message, "id")}\t{Text(message, "submittedAt")}\t{Text(message, "size")} bytes\t<{sender}>\t{Text(message, "pending")} of {Text(message, "recipients")} recipients pending{(message.GetProperty("isHeld").GetBoolean() ? "\theld" : "")}{After("\tnot before ", Text(message, "holdUntil"))}");
    }

    private static string After(string before, string text, string behind = "") => text.Length == 0 ? "" : before + text + behind;

    // What others said is shown on a terminal: nothing in it may be a command to that.
    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? string.Concat(value.ToString().Select(static c => char.IsControl(c) ? '?' : c)) : "";

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id > 0
        ? id
        : throw new UsageException($"'{text}' is no number of a message; 'queue list' tells them.");

    private string Filters() => string.Concat(s_filters.Select(name => _options[name] is { } value ? $"&{name}={Uri.EscapeDataString(value)}" : ""));

    private void Use(string[] known)
    {
        if (_options.GetChildren().FirstOrDefault(option => !known.Contains(option.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new UsageException($"The option --{unknown.Key.ToLowerInvariant()} has no meaning with this command.");
        }
    }

    private Task<JsonElement> GetAsync(string address) => SendAsync(HttpMethod.Get, address);

    private Task<JsonElement> PostAsync(string address) => SendAsync(HttpMethod.Post, address);

    private async Task<JsonElement> SendAsync(HttpMethod method, string address)
    {
        using HttpRequestMessage request = new(method, address);
        using HttpResponseMessage response = await _client.SendAsync(request).ConfigureAwait(false);
        string body = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            return response.IsSuccessStatusCode ? json.RootElement.Clone()
                : throw new UsageException(response.StatusCode == HttpStatusCode.Unauthorized ? "The server that answers is not the one of this data folder." : Text(json.RootElement, "detail"));
        }
        catch (JsonException)
        {
            throw new UsageException($"What answers at {_client.BaseAddress} is no server of this kind: {(int)response.StatusCode} {response.ReasonPhrase}");
        }
    }
}
