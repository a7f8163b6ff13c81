using System.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading;
using Reactor.Rules.Model;
using Reactor.Rules.NRules.Code;
using Reactor.Rules.Tests.Engine;

namespace Reactor.Rules.NRules.Tests.Code;

public sealed class CodeRuleTests
{
    private static readonly CodeRuleCompiler s_compiler = new(RuleVocabulary.Empty);

    [Fact]
    public void What_one_then_hands_about_one_event_is_one_firing()
    {
        var firing = Assert.Single(Take(s_compiler.Compile(typeof(TestedRules.All))).Firings);

        Assert.Equal(
            """{"alert":{"summary":"web1 STOP","description":""},"send":{"oncall":{"text":"text"}},"record":{"stops":{"vm":"web1","n":7}}}""",
            Encoding.UTF8.GetString(firing.Event.Data.Span));
        Assert.Equal(["alert", "send", "record"], firing.Rule.Then.Select(a => a.Kind));
        Assert.Equal("STOP", firing.First.Event.Name);
    }

    [Theory]
    [InlineData(typeof(TestedRules.Throws), "mine")]
    [InlineData(typeof(TestedRules.AlertsTwice), "a `Then` hands one")]
    [InlineData(typeof(TestedRules.InCircles), "fired 10000 times")]
    public void Rule_that_fails_while_it_runs_is_taken_out(Type type, string why)
    {
        var error = Assert.Single(Take(s_compiler.Compile(type)).Errors);

        Assert.Equal(RuleErrorKind.Quarantined, error.Kind);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TestedRules.BadName), "`no event` is no name of a rule")]
    [InlineData(typeof(TestedRules.NoEvent), "rule no-event names no events")]
    [InlineData(typeof(TestedRules.UnknownEvent), "rule unknown-event: no event is named `STOPP`")]
    [InlineData(typeof(TestedRules.BadKey), "rule bad-key: `vm.nmae`")]
    [InlineData(typeof(TestedRules.BadSpan), "rule bad-span: Within is `ten minutes`: write a duration")]
    [InlineData(typeof(TestedRules.BadWait), "rule bad-wait: AlertWait is `a while`: write a duration")]
    [InlineData(typeof(TestedRules.BadTarget), "is no name of a target, table or field")]
    [InlineData(typeof(TestedRules.BadDefine), "rule bad-define: mine")]
    public void Class_that_is_wrong_is_refused_and_says_why(Type type, string why) =>
        Assert.Contains(why, Assert.Throws<CodeRuleException>(() => s_compiler.Compile(type)).Message, StringComparison.Ordinal);

    [Fact]
    public void File_that_is_no_plugin_is_refused_and_says_why()
    {
        var text = Path.GetTempFileName();
        try
        {
            Assert.NotEmpty(Assert.Throws<SourceFileException>(() => CodeRules.Load(text, RuleVocabulary.Empty)).Message);
            Assert.Contains("no public class with [CodeRule]", Assert.Throws<SourceFileException>(() => CodeRules.Load(typeof(Cel.CelValue).Assembly.Location, RuleVocabulary.Empty)).Message, StringComparison.Ordinal);
            Assert.NotEmpty(Assert.Throws<SourceFileException>(() => CodeRules.Load(text + ".gone", RuleVocabulary.Empty)).Message);
        }
        finally
        {
            File.Delete(text);
        }
    }

    private static EngineOutput Take(Rule rule)
    {
        var hit = Assert.Single(new Driven(rule).One(TestRules.Input("STOP")).Forwards);
        return new Driven(rule).One(hit);
    }
}
