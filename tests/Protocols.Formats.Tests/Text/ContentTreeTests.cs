using System.Text;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

/// <summary>Components of content lines.</summary>
public sealed class ContentTreeTests
{
    [Fact]
    public void Order_is_kept_also_where_properties_stand_behind_components()
    {
        const string Source = "BEGIN:A\r\nP:1\r\nBEGIN:B\r\nQ:2\r\nEND:B\r\nP:3\r\nBEGIN:C\r\nEND:C\r\nP:4\r\nEND:A\r\n";
        ContentComponent component = Assert.Single(Read(Source).Components);
        Assert.Equal(Source, component.ToString());
        Assert.Equal(["1", "3", "4"], component.FindAll("P").Select(static property => property.RawValue));
        Assert.Equal(["B", "C"], component.Components.Select(static inner => inner.Name));
    }

    [Fact]
    public void A_change_leaves_all_other_lines_as_they_were()
    {
        ContentComponent component = Read("BEGIN:A\r\nx-Odd;B=\"c\";D=e^f:1\r\nP;X=\"1\";Y=2:old\r\nQ:\\x\r\nEND:A\r\n").Components[0];
        ContentProperty property = component.Find("P"u8)!;
        property.RawValue = "new";
        property.SetParameter("Y", "a;b");
        Assert.Equal("BEGIN:A\r\nx-Odd;B=\"c\";D=e^f:1\r\nP;X=1;Y=\"a;b\":new\r\nQ:\\x\r\nEND:A\r\n", component.ToString());
        Assert.True(component.Remove(property));
        Assert.False(component.Remove(property));
        component.Insert(0, new ContentProperty("N", "0"));
        component.Set(new ContentProperty("Q", "9"));
        Assert.Equal(1, component.RemoveAll("X-ODD"));
        Assert.Equal("BEGIN:A\r\nN:0\r\nQ:9\r\nEND:A\r\n", component.ToString());
    }

    [Fact]
    public void A_property_can_be_found_whose_name_is_folded()
    {
        ContentComponent component = Read("BEGIN:A\r\nSUM\r\n MARY:x\r\nEND:A\r\n").Components[0];
        Assert.Equal("x", component.Find("SUMMARY"u8)!.Text);
        Assert.Equal("BEGIN:A\r\nSUMMARY:x\r\nEND:A\r\n", component.ToString());
    }

    [Theory]
    [InlineData("BEGIN:A\r\nP:1\r\n", "A:UnclosedComponent")]
    [InlineData("BEGIN:A\r\nBEGIN:B\r\nEND:A\r\n", "A(B):UnclosedComponent")]
    [InlineData("BEGIN:A\r\nEND:B\r\nEND:A\r\n", "A:UnmatchedEnd")]
    [InlineData("P:1\r\nBEGIN:A\r\nEND:A\r\n", "A:OutsideComponent")]
    [InlineData("BEGIN:A\r\nBEGIN:x y\r\nEND:A\r\n", "A:MalformedName")]
    [InlineData("BEGIN:A\r\nP:\0\r\nEND:A\r\n", "A:NulOctet")]
    [InlineData("BEGIN:A\r\nEND:A\r\nBEGIN:B\r\nEND:B\r\n", "A B:")]
    [InlineData("begin:a \r\nend:A\r\n", "A:")]
    public void Broken_nesting_is_mended_and_told(string source, string expected)
    {
        ContentTree tree = Read(source);
        string found = string.Join(' ', tree.Components.Select(static component => component.Name + (component.ComponentCount > 0 ? $"({component.Components[0].Name})" : "")));
        Assert.Equal(expected, $"{found}:{string.Join(',', tree.Defects.Select(static defect => defect.Code))}");
    }

    [Fact]
    public void Each_limit_passes_over_what_trips_it()
    {
        const string Source = "BEGIN:A\r\nBEGIN:B\r\nBEGIN:C\r\nP:1\r\nBEGIN:D\r\nEND:D\r\nEND:C\r\nP:2\r\nEND:B\r\nP:3\r\nEND:A\r\n";
        ContentTree deep = Read(Source, new ContentTreeOptions { MaxDepth = 2 });
        Assert.Equal("BEGIN:A\r\nBEGIN:B\r\nP:2\r\nEND:B\r\nP:3\r\nEND:A\r\n", deep.Components[0].ToString());
        Assert.Equal([ContentLineDefectCode.DepthLimit], deep.Defects.Select(static defect => defect.Code));
        ContentTree many = Read(Source, new ContentTreeOptions { MaxComponents = 2 });
        Assert.Equal(deep.Components[0].ToString(), many.Components[0].ToString());
        Assert.Equal([ContentLineDefectCode.ComponentLimit], many.Defects.Select(static defect => defect.Code));
        ContentTree long_ = Read(Source, new ContentTreeOptions { MaxProperties = 1, MaxDefects = 1 });
        Assert.Equal([ContentLineDefectCode.PropertyLimit], long_.Defects.Select(static defect => defect.Code));
        Assert.Empty(Read("x", new ContentTreeOptions { MaxDefects = 0 }).Defects);
    }

    [Fact]
    public void Hostile_input_is_read_in_bounds()
    {
        ContentTree deep = Read(string.Concat(Enumerable.Repeat("BEGIN:A\r\n", 1_000_000)));
        Assert.Single(deep.Components);
        ContentTree wide = Read("BEGIN:A\r\n" + string.Concat(Enumerable.Repeat("P:1\r\n", 1_000_000)) + "END:A\r\n");
        Assert.Equal(1_000_000, wide.Components[0].Properties.Count);
        ContentTree ends = Read(string.Concat(Enumerable.Repeat("END:A\r\n", 1_000_000)));
        Assert.Equal(64, ends.Defects.Count);
    }

    [Fact]
    public void A_component_inside_of_itself_is_refused_when_written()
    {
        ContentComponent component = new("A");
        component.Components.Add(component);
        Assert.Throws<InvalidOperationException>(component.ToBytes);
    }

    private static ContentTree Read(string source, ContentTreeOptions? options = null) =>
        ContentTree.Read(Encoding.UTF8.GetBytes(source), static (name, _) => new ContentComponent(Encoding.UTF8.GetString(name).ToUpperInvariant()), options);
}
