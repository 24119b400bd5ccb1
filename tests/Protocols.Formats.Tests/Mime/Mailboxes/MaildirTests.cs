using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Mailboxes;

public sealed class MaildirTests
{
    [Theory]
    [InlineData("1276533073.M242911P3632.kurkku;2,FP", "1276533073.M242911P3632.kurkku", MaildirFlags.Flagged | MaildirFlags.Passed, 0u, -1L, -1L)]
    [InlineData("1.a.b,S=1000,W=1030:2,TDR", "1.a.b,S=1000,W=1030", MaildirFlags.Trashed | MaildirFlags.Draft | MaildirFlags.Replied, 0u, 1000L, 1030L)]
    [InlineData("1.a.b,S=4542,W=4642;2,Sb", "1.a.b,S=4542,W=4642", MaildirFlags.Seen, 2u, 4542L, 4642L)]
    [InlineData("1.a.b,S=10956!2,STlnz", "1.a.b,S=10956", MaildirFlags.Seen | MaildirFlags.Trashed, (1u << 11) | (1u << 13) | (1u << 25), 10956L, -1L)]
    [InlineData("1.a.b", "1.a.b", MaildirFlags.None, 0u, -1L, -1L)]
    [InlineData("1.a.b:2,", "1.a.b", MaildirFlags.None, 0u, -1L, -1L)]
    [InlineData("1.a.b,S=x,W=-1,S=99999999999999999999:1,S", "1.a.b,S=x,W=-1,S=99999999999999999999:1,S", MaildirFlags.None, 0u, -1L, -1L)]
    [InlineData("2,S", "2,S", MaildirFlags.None, 0u, -1L, -1L)]
    [InlineData("", "", MaildirFlags.None, 0u, -1L, -1L)]
    public void The_name_of_a_file_tells_flags_and_sizes(string name, string unique, MaildirFlags flags, uint keywords, long size, long virtualSize)
    {
        MaildirName read = new(name);

        Assert.Equal(unique, read.Unique.ToString());
        Assert.Equal(flags, read.Flags);
        Assert.Equal(keywords, read.Keywords);
        Assert.Equal(size, read.Size);
        Assert.Equal(virtualSize, read.VirtualSize);
        Assert.Equal(unique.Length < name.Length, read.HasInfo);
    }

    [Theory]
    [InlineData(".Work.2026", "Work/2026")]
    [InlineData(".My Folder.Nested Folder", "My Folder/Nested Folder")]
    [InlineData("..a..b.", "a/b")]
    [InlineData("cur", "")]
    [InlineData("", "")]
    public void The_name_of_a_folder_tells_its_levels(string name, string expected)
    {
        List<string> levels = [];
        foreach (ReadOnlySpan<char> level in new MaildirFolder(name))
        {
            levels.Add(level.ToString());
        }

        Assert.Equal(expected, string.Join('/', levels));
    }

    [Fact]
    public void The_maildir_of_the_suite_is_read()
    {
        string root = Path.Combine(Suites.Require("mime-mail-parser-rs"), "maildir");
        List<string> found = [];
        foreach (string file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
        {
            string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)))!;
            List<string> levels = [];
            foreach (ReadOnlySpan<char> level in new MaildirFolder(folder))
            {
                levels.Add(level.ToString());
            }

            MaildirName name = new(Path.GetFileName(file));
            found.Add($"{string.Join('/', levels)} {name.Flags} {name.Size}");
        }

        Assert.Equal(
            [" Seen 4542", " Seen, Trashed 10956", "My Folder None 1355", "My Folder Replied, Trashed, Draft 1000", "My Folder/Nested Folder Passed, Flagged -1", "My Folder/Nested Folder Replied, Draft, Flagged 1000"],
            found.Order(StringComparer.Ordinal));
    }
}
