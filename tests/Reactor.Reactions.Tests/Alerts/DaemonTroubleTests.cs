using System.Text;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Tests.Alerts;

public sealed class DaemonTroubleTests
{
    public static TheoryData<DaemonTrouble, string> Each => new()
    {
        { DaemonTrouble.OfConfiguration(true, "2 errors", "a.yaml:1: what"), """{"v":1,"bad":true,"summary":"2 errors","description":"a.yaml:1: what"}""" },
        { DaemonTrouble.OfConfiguration(false), """{"v":1,"bad":false,"summary":"","description":""}""" },
        { DaemonTrouble.OfTarget("ops", isDisabled: true), """{"v":1,"target":"ops","disabled":true}""" },
        { DaemonTrouble.OfTarget("ops", isDisabled: false), """{"disabled":false,"target":"ops","v":1}""" },
        { DaemonTrouble.OfStore(true, "full"), """{"v":1,"bad":true,"error":"full"}""" },
        { DaemonTrouble.OfDamage("/a/b.damaged", "malformed"), """{"v":1,"moved_to":"/a/b.damaged","error":"malformed"}""" },
    };

    [Theory]
    [MemberData(nameof(Each), DisableDiscoveryEnumeration = true)]
    public void Read_what_is_stored_and_what_is_written_gives_it(DaemonTrouble trouble, string stored)
    {
        Assert.Equal(trouble, DaemonTrouble.Read(trouble.Kind, Encoding.UTF8.GetBytes(stored)));
        Assert.Equal(trouble, DaemonTrouble.Read(trouble.Kind, trouble.ToRow("id").Payload));
    }

    [Fact]
    public void Read_newer_version_is_refused() =>
        Assert.Throws<InvalidDataException>(() => DaemonTrouble.Read(InboxKinds.Target, Encoding.UTF8.GetBytes("""{"v":2,"target":"ops","disabled":true}""")));
}
