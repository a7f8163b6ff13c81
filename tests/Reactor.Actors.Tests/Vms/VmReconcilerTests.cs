using System.Text;
using Reactor.Actors.Vms;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.Vms;

public sealed class VmReconcilerTests
{
    [Theory]
    [InlineData("""{"running": true, "status": "running"}""", "running")]
    [InlineData("""{"status": "guest-panicked", "more": {"status": "running", "list": [1, {}]}}""", "guest-panicked")]
    [InlineData("""{"status": "paused", "status": "io-error"}""", "io-error")]
    [InlineData("""{"status": "paused", "status": 5}""", null)]
    [InlineData("""{"status": "runn\u0069ng"}""", "running")]
    [InlineData("""{"status": "Running"}""", null)]
    [InlineData("""{"status": ""}""", null)]
    [InlineData("""{"status": null}""", null)]
    [InlineData("""{"other": "running"}""", null)]
    [InlineData("""["status", "running"]""", null)]
    [InlineData("17", null)]
    public void Run_state_is_answered_it_is_what_the_last_member_of_that_name_says(string answer, string? status) =>
        Assert.Equal(status, VmReconciler.Status(new QmpReturn(Encoding.UTF8.GetBytes(answer))));

    [Fact]
    public void Run_state_is_too_long_or_refused_it_is_not_known()
    {
        Assert.Null(VmReconciler.Status(new QmpReturn(Encoding.UTF8.GetBytes($$"""{"status": "{{new string('a', 65)}}"}"""))));
        Assert.Null(VmReconciler.Status(new QmpError("GenericError", "no")));
    }
}
