using Reactor.Api;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Tests.Api;

public sealed class RetryRefusalTests
{
    [Theory]
    [InlineData("pending", null, "msg_1 waits, and is tried by itself")]
    [InlineData("pending", "sab12c", "msg_1 waits, held by sab12c")]
    [InlineData("muted", "sab12c", "msg_1 is muted, and what is muted is never sent")]
    [InlineData("delivered", null, "msg_1 is delivered already")]
    public void Refusal_of_one_that_is_no_dead_letter_says_how_it_stands(string state, string? heldBy, string told)
    {
        var at = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
        var stored = new StoredDelivery("msg_1", "f_1", "r", "then[0]", "ops", "firing", "web1", "STOP", at, state, null, 0, null, null, null, null, 0, "application/json", heldBy);

        var refusal = RetryRefusal.Of(new DeadLetterFilter { WebhookIds = ["msg_1"] }, new RevivedDeliveries(0, 0, 0, 0, 0, [], []), [], _ => stored);

        Assert.Equal($"none of the ids is a dead letter: {told}", refusal?.Message);
    }
}
