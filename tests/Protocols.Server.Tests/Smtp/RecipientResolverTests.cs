using FsCheck;
using FsCheck.Fluent;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Where mail for an address goes, by the book and a directory in memory.</summary>
public sealed class RecipientResolverTests
{
    private static readonly string[] s_people = ["ann@here.test", "bob@here.test", "cid@here.test"];

    [Theory, Rfc(5321, "3.9.1"), Rfc(5233, "4")]
    [InlineData("ann@here.test", "None ann@here.test")]
    [InlineData("ann@elsewhere.test", "None ann@elsewhere.test")]
    [InlineData("nobody@here.test", "None nobody@here.test")]
    [InlineData("Sales@HERE.test", "Alias bob@here.test*")]
    [InlineData("\"sales\"@here.test", "Alias bob@here.test*")]
    [InlineData("sales+x@here.test", "Alias bob+x@here.test*")]
    [InlineData("sales+x+y@here.test", "Alias bob+x+y@here.test*")]
    [InlineData("exact+x@here.test", "Alias ann@here.test*")]
    [InlineData("exact@here.test", "None exact@here.test")]
    [InlineData("team@here.test", "Group ann@here.test* bob@here.test* out@elsewhere.test")]
    [InlineData("team+x@here.test", "Group ann+x@here.test* bob+x@here.test* out+x@elsewhere.test")]
    [InlineData("cid@here.test", "Group cid@here.test* cid@elsewhere.test")]
    [InlineData("cid+x@here.test", "Group cid+x@here.test* cid+x@elsewhere.test")]
    [InlineData("nested@here.test", "Group ann@here.test* bob@here.test* out@elsewhere.test cid@here.test* cid@elsewhere.test")]
    [InlineData("anything@catch.test", "Alias ann@here.test*")]
    [InlineData("named@catch.test", "Alias bob@here.test*")]
    [InlineData("anybody@bücher.test", "Alias ann@here.test*")]
    [InlineData("anybody@xn--bcher-kva.test", "Alias ann@here.test*")]
    [InlineData("list@here.test", "List ann@here.test*<boss@here.test out@elsewhere.test<boss@here.test")]
    [InlineData("tolist@here.test", "List ann@here.test*<boss@here.test out@elsewhere.test<boss@here.test")]
    [InlineData("both@here.test", "Group ann@here.test*<boss@here.test out@elsewhere.test<boss@here.test bob@here.test*")]
    [InlineData("outer@here.test", "List cid@here.test*<chief@here.test cid@elsewhere.test<chief@here.test ann@here.test*<boss@here.test out@elsewhere.test<boss@here.test")]
    [InlineData("half@here.test", "Alias ann@here.test* unknown: nobody2@here.test")]
    [InlineData("dead@here.test", "550 5.1.1 unknown: nobody2@here.test")]
    [InlineData("ring1@here.test", "550 5.1.1 unknown: ring1@here.test")]
    [InlineData("nobody@alias.test", "550 5.1.1")]
    [InlineData("postmaster", "None postmaster")]
    public async Task An_address_stands_for_what_the_book_says(string address, string expected)
    {
        RecipientResolution resolution = await Resolver().ResolveAsync(new SmtpRecipient(address), CancellationToken.None);
        string found = resolution.Refusal is { } refusal ? $"{refusal.Code} {refusal.Status}" : $"{resolution.Kind} {string.Join(' ', resolution.Recipients.Select(Text))}";
        Assert.Equal(expected, resolution.Unknown.Count == 0 ? found : $"{found} unknown: {string.Join(' ', resolution.Unknown)}");

        static string Text(ResolvedRecipient r) => r.Recipient.Address + (r.IsLocal ? "*" : "") + (r.Owner is null ? "" : "<" + r.Owner);
    }

    [Theory, Rfc(3461, "5.2.7")]
    [InlineData("sales@here.test", DsnNotify.Success | DsnNotify.Failure, DsnNotify.Success | DsnNotify.Failure)]
    [InlineData("team@here.test", DsnNotify.Success | DsnNotify.Failure, DsnNotify.Failure)]
    [InlineData("team@here.test", DsnNotify.Success, DsnNotify.Never)]
    [InlineData("team@here.test", DsnNotify.Never, DsnNotify.Never)]
    [InlineData("team@here.test", DsnNotify.Unspecified, DsnNotify.Unspecified)]
    public async Task Whose_members_are_written_to_in_the_senders_name_has_what_the_sender_asked_for(string address, DsnNotify asked, DsnNotify passedOn)
    {
        RecipientResolution resolution = await Resolver().ResolveAsync(new SmtpRecipient(address, new SmtpRecipientParameters(asked, null)), CancellationToken.None);
        Assert.All(resolution.Recipients, r => Assert.Equal((passedOn, new OriginalRecipient("rfc822", address)), (r.Recipient.Parameters.Notify, r.Recipient.Parameters.OriginalRecipient)));
        OriginalRecipient original = new("rfc822", "first@else.test");
        resolution = await Resolver().ResolveAsync(new SmtpRecipient(address, new SmtpRecipientParameters(asked, original)), CancellationToken.None);
        Assert.All(resolution.Recipients, r => Assert.Equal(original, r.Recipient.Parameters.OriginalRecipient));
    }

    [Fact, Rfc(3461, "5.2.7.1")]
    public async Task What_goes_to_a_list_has_nothing_of_what_was_asked_for_the_list()
    {
        SmtpRecipient recipient = new("list@here.test", new SmtpRecipientParameters(DsnNotify.Success, new OriginalRecipient("rfc822", "first@else.test")));
        RecipientResolution resolution = await Resolver().ResolveAsync(recipient, CancellationToken.None);
        Assert.All(resolution.Recipients, static r => Assert.Equal(default, r.Recipient.Parameters));
    }

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(9, 10, false)]
    [InlineData(10, 9, false)]
    public async Task A_book_that_goes_too_deep_or_too_wide_puts_the_mail_off(int depth, int width, bool isTaken)
    {
        Dictionary<string, AddressEntry> entries = [];
        for (int i = 0; i < 9; i++)
        {
            entries[$"a{i}@here.test"] = new AddressEntry($"a{i + 1}@here.test");
        }

        entries["a9@here.test"] = new AddressEntry(Enumerable.Range(0, 10).Select(static i => $"x{i}@elsewhere.test"));
        RecipientResolver resolver = new(new StaticAddressBook(entries), new People(s_people), new ResolverOptions { MaxDepth = depth, MaxRecipients = width });
        RecipientResolution resolution = await resolver.ResolveAsync(new SmtpRecipient("a0@here.test"), CancellationToken.None);
        Assert.Equal(isTaken ? null : "451 4.3.5 The address stands for too many others", resolution.Refusal?.ToString());
    }

    [Fact]
    public async Task Groups_of_groups_that_share_members_cost_what_they_are_and_not_what_they_come_to()
    {
        // Each names all of the next: ten to the tenth ways to the same ten people.
        Dictionary<string, AddressEntry> entries = [];
        for (int level = 0; level < 10; level++)
        {
            for (int i = 0; i < 10; i++)
            {
                string domain = level == 9 ? "elsewhere.test" : "here.test";
                entries[$"g{level}-{i}@here.test"] = new AddressEntry(Enumerable.Range(0, 10).Select(j => $"g{level + 1}-{j}@{domain}"));
            }
        }

        RecipientResolver resolver = new(new StaticAddressBook(entries), new People(s_people), new ResolverOptions());
        RecipientResolution resolution = await resolver.ResolveAsync(new SmtpRecipient("g0-0@here.test"), CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"g10-{i}@elsewhere.test"), resolution.Recipients.Select(static r => r.Recipient.Address));
    }

    [Fact, Rfc(5321, "4.5.1")]
    public async Task The_postmaster_without_a_domain_is_the_one_of_a_domain_here()
    {
        StaticAddressBook book = new(new Dictionary<string, AddressEntry> { ["postmaster@here.test"] = new("ann@here.test") });
        RecipientResolver resolver = new(book, new People(s_people), new ResolverOptions { PostmasterDomain = "Here.test" });
        Assert.Equal("ann@here.test", Assert.Single((await resolver.ResolveAsync(new SmtpRecipient("Postmaster"), CancellationToken.None)).Recipients).Recipient.Address);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_asked_puts_the_mail_off()
    {
        RecipientResolver resolver = new(new StaticAddressBook(new Dictionary<string, AddressEntry> { ["a@here.test"] = new("ann@here.test") }), new People(s_people) { IsDown = true }, new ResolverOptions());
        Assert.Equal(451, (await resolver.ResolveAsync(new SmtpRecipient("a@here.test"), CancellationToken.None)).Refusal!.Code);
    }

    [Fact]
    public async Task Any_book_comes_to_an_end_at_addresses_that_can_be_reached_each_once()
    {
        string[] names = [.. Enumerable.Range(0, 8).Select(static i => $"n{i}@here.test"), .. s_people, "x@elsewhere.test", "y+d@elsewhere.test", "nobody@here.test"];
        Gen<AddressEntry> entries = from members in Gen.Elements(names).NonEmptyListOf()
                                    from owner in Gen.Elements("", "", "o1@here.test", "o2@here.test")
                                    select new AddressEntry(members) { Owner = owner.Length == 0 ? null : owner };
        Gen<List<KeyValuePair<string, AddressEntry>>> books = from keys in Gen.SubListOf(names)
                                                               from values in entries.ListOf(names.Length)
                                                               select keys.Zip(values, static (k, v) => new KeyValuePair<string, AddressEntry>(k, v)).ToList();
        int expanded = 0;
        foreach (List<KeyValuePair<string, AddressEntry>> book in books.Sample(500, 6))
        {
            RecipientResolver resolver = new(new StaticAddressBook(book), new People(s_people), new ResolverOptions { MaxDepth = 20 });
            Dictionary<string, AddressEntry> entriesByName = new(book);
            foreach (string name in entriesByName.Keys)
            {
                HashSet<string> reachable = [name];
                Queue<string> open = new([name]);
                while (open.TryDequeue(out string? at))
                {
                    foreach (string member in entriesByName.TryGetValue(at, out AddressEntry? entry) ? entry.Members : [])
                    {
                        if (reachable.Add(member))
                        {
                            open.Enqueue(member);
                        }
                    }
                }

                RecipientResolution resolution = await resolver.ResolveAsync(new SmtpRecipient(name), CancellationToken.None);
                Assert.True(resolution.Refusal?.Code is null or 550, resolution.Refusal?.ToString());
                Assert.Equal(resolution.Recipients.Count == 0, resolution.Refusal is not null);
                Assert.All(resolution.Recipients, r => Assert.Contains(r.Recipient.Address, reachable));
                Assert.Equal(resolution.Recipients.Count, resolution.Recipients.DistinctBy(static r => (r.Recipient.Address, r.Owner)).Count());
                expanded += resolution.Recipients.Count;
            }
        }

        Assert.True(expanded > 1000, "The books hold next to nothing.");
    }

    [Fact]
    public void Limits_are_checked_when_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ResolverOptions { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ResolverOptions { MaxRecipients = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RelayOptions { MaxHops = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RelayOptions { MaxPriority = 10 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RelayOptions { MaxPriority = -10 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new AuthorFilter(new People(s_people)) { MaxAuthors = 0 });
    }

    [Fact]
    public void A_book_holds_addresses_and_each_once()
    {
        Assert.Throws<ArgumentException>(static () => new AddressEntry());
        Assert.Throws<ArgumentException>(static () => new AddressEntry("no address"));
        Assert.Throws<ArgumentException>(static () => new AddressEntry("a@b.c>\r\nDATA"));
        Assert.Throws<ArgumentException>(static () => new AddressEntry("a@b.c") { Owner = "nobody" });
        Assert.Throws<ArgumentException>(static () => new StaticAddressBook([new("a b@here.test", new AddressEntry("a@b.c"))]));
        Assert.Throws<ArgumentException>(static () => new StaticAddressBook([new("a@here.test", new AddressEntry("a@b.c")), new("A@Here.test", new AddressEntry("a@b.c"))]));
    }

    [Theory, Rfc(5233, "4")]
    [InlineData("ann@here.test", RecipientStatus.Local)]
    [InlineData("ann+x@here.test", RecipientStatus.Local)]
    [InlineData("+x@here.test", RecipientStatus.UnknownUser)]
    [InlineData("nobody+x@here.test", RecipientStatus.UnknownUser)]
    [InlineData("ann+x@elsewhere.test", RecipientStatus.ForeignDomain)]
    public async Task A_directory_that_knows_nothing_of_details_is_asked_without(string address, RecipientStatus status) =>
        Assert.Equal(status, (await new SubaddressingDirectory(new People(s_people)).FindRecipientAsync(address, CancellationToken.None)).Status);

    private static RecipientResolver Resolver() => new(
        new StaticAddressBook(new Dictionary<string, AddressEntry>
        {
            ["sales@here.test"] = new("bob@here.test"),
            ["exact+x@here.test"] = new("ann@here.test"),
            ["team@here.test"] = new("ann@here.test", "sales@here.test", "bob@here.test", "out@elsewhere.test"),
            ["cid@here.test"] = new("cid@here.test", "cid@elsewhere.test"),
            ["nested@here.test"] = new("team@here.test", "cid@here.test", "ann@here.test"),
            ["@catch.test"] = new("ann@here.test"),
            ["named@catch.test"] = new("bob@here.test"),
            ["@bücher.test"] = new("ann@here.test"),
            ["list@here.test"] = new("ann@here.test", "out@elsewhere.test") { Owner = "boss@here.test" },
            ["tolist@here.test"] = new("list@here.test"),
            ["both@here.test"] = new("list@here.test", "bob@here.test"),
            ["outer@here.test"] = new("cid@here.test", "list@here.test") { Owner = "chief@here.test" },
            ["half@here.test"] = new("ann@here.test", "nobody2@here.test"),
            ["dead@here.test"] = new("nobody2@here.test"),
            ["ring1@here.test"] = new("ring2@here.test"),
            ["ring2@here.test"] = new("ring1@here.test"),
            ["some@alias.test"] = new("ann@here.test"),
        }),
        new SubaddressingDirectory(new People(s_people)),
        new ResolverOptions());

    private sealed class People(string[] addresses) : IDirectory
    {
        public bool IsDown { get; init; }

        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nobody logs in here.");

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken)
        {
            int place = Array.IndexOf(addresses, AddressKey.Of(address));
            return new(IsDown ? new RecipientResult(RecipientStatus.TemporaryFailure, null, "")
                : place >= 0 ? new RecipientResult(RecipientStatus.Local, new Account(new AccountId(place + 1), addresses[place], null), "")
                : new RecipientResult(address.EndsWith("@here.test", StringComparison.OrdinalIgnoreCase) ? RecipientStatus.UnknownUser : RecipientStatus.ForeignDomain, null, ""));
        }
    }
}
