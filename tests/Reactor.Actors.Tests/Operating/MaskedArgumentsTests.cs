using System.Text;
using Reactor.Actors.Operating;

namespace Reactor.Actors.Tests.Operating;

public class MaskedArgumentsTests
{
    [Theory]
    [InlineData("""{"device":"d0","size":18446744073709551615}""", """{"device":"d0","size":18446744073709551615}""")]
    [InlineData("""{"protocol":"vnc","password":"s3cret"}""", """{"protocol":"vnc","password":"***"}""")]
    [InlineData("""{"qom-type":"secret","id":"s0","data":"letmein"}""", """{"qom-type":"secret","id":"s0","data":"***"}""")]
    [InlineData("""{"keys":[{"type":"qcode","data":"a"}]}""", """{"keys":[{"type":"***","data":"***"}]}""")]
    [InlineData("""{"path":"/x","property":"password","value":7}""", """{"path":"/x","property":"password","value":"***"}""")]
    [InlineData("""{"opts":{"Proxy-Password":["a",1,true]}}""", """{"opts":{"Proxy-Password":["***","***","***"]}}""")]
    [InlineData("""{"uri":"https://user:pass@host/x"}""", """{"uri":"https://***@host/x"}""")]
    [InlineData("""{"command-line":"set_password vnc hunter2"}""", """{"command-line":"set_password ***"}""")]
    [InlineData("""{"command-line":"object_add secret,id=s,data=x"}""", """{"command-line":"object_add secret,***"}""")]
    [InlineData("""{"filename":"/images/password.img"}""", """{"filename":"/images/password.img"}""")]
    public void Arguments_are_kept_but_for_what_may_be_a_secret(string given, string kept) =>
        Assert.Equal(kept, MaskedArguments.Of(Encoding.UTF8.GetBytes(given)).Json);

    [Fact]
    public void Arguments_none_are_none() => Assert.Null(MaskedArguments.Of(default).Json);

    [Fact]
    public void Arguments_huge_are_bounded()
    {
        var many = string.Join(',', Enumerable.Range(0, 10_000).Select(n => $"\"m{n}\":\"{new string('x', 1000)}\""));

        var json = MaskedArguments.Of(Encoding.UTF8.GetBytes($"{{{many}}}")).Json!;

        Assert.True(json.Length < (MaskedArguments.MostValues + 1) * (MaskedArguments.LongestText + 32), $"{json.Length} characters are kept");
        Assert.Contains("more was given", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_is_taken_out_of_what_qemu_says_back()
    {
        var masked = MaskedArguments.Of("""{"password":"hunter2","command-line":"change vnc password swordfish"}"""u8.ToArray());

        Assert.Equal("*** or *** is wrong", masked.Without("hunter2 or swordfish is wrong"));
    }
}
