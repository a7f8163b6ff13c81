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
    [InlineData("""{"command-line":"object_add secret,id=s,data=x"}""", """{"command-line":"object_add ***"}""")]
    [InlineData("""{"command-line":"  sendkey h-u-n-t"}""", """{"command-line":"sendkey ***"}""")]
    [InlineData("""{"command-line":"ringbuf_write\tr0 letmein"}""", """{"command-line":"ringbuf_write ***"}""")]
    [InlineData("""{"command-line":"stop"}""", """{"command-line":"stop"}""")]
    [InlineData("""{"uri":"https://user:p@ss@host/x"}""", """{"uri":"https://***@host/x"}""")]
    [InlineData("""{"uri":"https://user:p/w@host/x"}""", """{"uri":"https://***@host/x"}""")]
    [InlineData("""{"uri":"nbd://host:10809/export@snap"}""", """{"uri":"nbd://host:10809/export@snap"}""")]
    [InlineData("""{"uri":"a=nbd://h:1/x,b=nbd://u:pw@h/y"}""", """{"uri":"a=nbd://h:1/x,b=nbd://***@h/y"}""")]
    [InlineData("""{"uri":"proxy,password=hunter2,x=y"}""", """{"uri":"proxy,password=***"}""")]
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

    [Theory]
    [InlineData("""{"password":"hunter2"}""", "hunter2 is wrong", "*** is wrong")]
    [InlineData("""{"command-line":"change vnc password swordfish"}""", "no swordfish today", "no *** today")]
    [InlineData("""{"command-line":"sendkey a-b-c-ret"}""", "invalid parameter: a-b-c-ret", "invalid parameter: ***")]
    [InlineData("""{"x":"y,password=swordfish,id=s0"}""", "'swordfish' is too short", "'***' is too short")]
    [InlineData("""{"uri":"https://me:swordfish@host/x"}""", "can't open https://me:swordfish@host/x", "can't open https://***@host/x")]
    [InlineData("""{"uri":"https://me:swordfish@host/x"}""", "swordfish is refused", "*** is refused")]
    [InlineData("""{"uri":"https://me:sword%20fish@host/x"}""", "'sword fish' is refused", "'*** ***' is refused")]
    [InlineData("""{"uri":"https://me:sword@fish@host/x"}""", "fish@host is unknown", "***@host is unknown")]
    [InlineData("""{"password":"hunter2hunter2","token":"hunter2"}""", "hunter2hunter2", "***")]
    [InlineData("""{"password":123456}""", "123456 is no text", "*** is no text")]
    public void Secret_is_taken_out_of_what_qemu_says_back(string given, string said, string kept) =>
        Assert.Equal(kept, MaskedArguments.Of(Encoding.UTF8.GetBytes(given)).Without(said));

    [Fact]
    public void Secret_among_more_than_is_looked_at_nothing_is_kept_of_what_qemu_says_back()
    {
        var many = string.Join(',', Enumerable.Range(0, MaskedArguments.MostValues).Select(n => $"\"m{n}\":1"));
        var words = string.Join(' ', Enumerable.Range(0, MaskedWords.Most + 1).Select(n => $"word{n}"));

        Assert.DoesNotContain("hunter2", MaskedArguments.Of(Encoding.UTF8.GetBytes($$"""{{{many}},"password":"hunter2"}""")).Without("hunter2 is wrong"), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", MaskedArguments.Of(Encoding.UTF8.GetBytes($$"""{"password":"{{words}} hunter2"}""")).Without("hunter2 is wrong"), StringComparison.Ordinal);
    }
}
