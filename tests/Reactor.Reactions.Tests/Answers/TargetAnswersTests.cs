using Reactor.Reactions.Answers;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Tests.Answers;

public class TargetAnswersTests
{
    [Theory]
    [InlineData("webhook", 204, "", AnswerMeaning.Delivered)]
    [InlineData("webhook", 400, "", AnswerMeaning.TryAgain)]
    [InlineData("webhook", 410, "", AnswerMeaning.Gone)]
    [InlineData("webhook", 302, "", AnswerMeaning.TryAgain)]
    [InlineData("webhook", null, "", AnswerMeaning.TryAgain)]
    [InlineData("alertmanager", 200, "", AnswerMeaning.Delivered)]
    [InlineData("alertmanager", 400, "bad label", AnswerMeaning.Refused)]
    [InlineData("alertmanager", 500, "", AnswerMeaning.TryAgain)]
    [InlineData("pagerduty", 202, "{}", AnswerMeaning.Delivered)]
    [InlineData("pagerduty", 400, "{}", AnswerMeaning.Refused)]
    [InlineData("pagerduty", 429, "", AnswerMeaning.TryAgain)]
    [InlineData("pagerduty", 503, "", AnswerMeaning.TryAgain)]
    [InlineData("slack", 200, "ok", AnswerMeaning.Delivered)]
    [InlineData("slack", 200, "<html>Sign in to the proxy</html>", AnswerMeaning.TryAgain)]
    [InlineData("slack", 400, "invalid_payload", AnswerMeaning.Refused)]
    [InlineData("slack", 403, "action_prohibited", AnswerMeaning.Refused)]
    [InlineData("slack", 404, "no_service", AnswerMeaning.Refused)]
    [InlineData("slack", 410, "channel_is_archived", AnswerMeaning.Gone)]
    [InlineData("slack", 429, "", AnswerMeaning.TryAgain)]
    [InlineData("teams", 202, "", AnswerMeaning.Delivered)]
    [InlineData("teams", 200, "1", AnswerMeaning.Delivered)]
    [InlineData("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429", AnswerMeaning.TryAgain)]
    [InlineData("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413", AnswerMeaning.Refused)]
    [InlineData("ntfy", 200, "{}", AnswerMeaning.Delivered)]
    [InlineData("ntfy", 401, "", AnswerMeaning.TryAgain)]
    [InlineData("ntfy", 413, "", AnswerMeaning.Refused)]
    public void OfHttp_means_what_the_kinds_documents_say(string kind, int? status, string body, AnswerMeaning expected) =>
        Assert.Equal(expected, TargetAnswers.OfHttp(Target(kind), status, body));

    [Theory]
    [InlineData(250, AnswerMeaning.Delivered)]
    [InlineData(421, AnswerMeaning.TryAgain)]
    [InlineData(451, AnswerMeaning.TryAgain)]
    [InlineData(535, AnswerMeaning.TryAgain)]
    [InlineData(550, AnswerMeaning.Refused)]
    [InlineData(552, AnswerMeaning.Refused)]
    [InlineData(null, AnswerMeaning.TryAgain)]
    public void OfSmtp_refuses_the_mail_for_good_or_for_now(int? code, AnswerMeaning expected) => Assert.Equal(expected, TargetAnswers.OfSmtp(code));

    private static TargetConfiguration Target(string kind) => kind switch
    {
        "alertmanager" => new AlertmanagerTarget("t"),
        "pagerduty" => new PagerDutyTarget("t") { RoutingKey = new EnvironmentSecret("K") },
        "slack" => new SlackTarget("t"),
        "teams" => new TeamsTarget("t"),
        "ntfy" => new NtfyTarget("t") { Topic = "t" },
        _ => new WebhookTarget("t"),
    };
}
