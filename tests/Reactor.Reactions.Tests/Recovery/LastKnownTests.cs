using Reactor.Reactions.Recovery;

namespace Reactor.Reactions.Tests.Recovery;

public class LastKnownTests
{
    private const string Balloon = """{"v":1,"known":{"balloon":{"actual":"5"}}}""";

    [Fact]
    public void Text_is_asked_for_again_it_is_made_once_and_of_another_anew()
    {
        var known = LastKnown.Parse("running", Balloon);

        var text = known.ToJson();

        Assert.Equal(Balloon, text);
        Assert.Same(text, known.ToJson());
        Assert.Contains("\"lost\":true", known.Lost(true).ToJson(), StringComparison.Ordinal);
        Assert.Equal(Balloon, known.ToJson());
    }

    [Fact]
    public void All_that_is_known_is_asked_for_it_stays_the_same_object_unless_the_vm_is_heard_again()
    {
        var known = LastKnown.Parse("running", Balloon);
        var asked = StateQuestion.All.Where(question => question.Name == "balloon").ToArray();

        Assert.Same(known, known.Only(asked));
        Assert.Null(known.Only([]).ToJson());
        Assert.False(known.Lost(true).Only(asked).IsLost);
    }
}
