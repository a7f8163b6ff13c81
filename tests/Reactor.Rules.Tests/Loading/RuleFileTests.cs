using Reactor.Rules.Loading;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Rules.Tests.Loading;

public class RuleFileTests
{
    [Fact]
    public void Load_unquoted_condition_in_a_list_is_told_where_it_stands() => Assert.Equal(
        "2:45+14 quote-expression: an expression is expected here; YAML takes this for a map | quote this expression: 'data.a ? 1 : 2'",
        Loaded.Lines(Loaded.RuleFile("version: 1\nrules: [{name: r, when: {event: RESET, by: [data.a ? 1 : 2]}, then: [{log: {message: x}}]}]\n").Diagnostics));

    [Fact]
    public void Load_least_rule_has_the_documented_defaults()
    {
        var rule = Loaded.Rule("version: 1\nrules: [{name: r, when: {event: STOP}, then: [{log: {message: x}}]}]");
        Assert.Equal(("r", "", Severity.Warning, RuleMode.Live, null), (rule.Name, rule.Description, rule.Severity, rule.Mode, rule.Limit));
        Assert.Empty(rule.Labels);
        Assert.Equal(new EventPattern("STOP"), Assert.Single(Clause(rule).Events));
        Assert.True(Clause(rule) is { If: null, By.IsEmpty: true });
        Assert.True(Assert.Single(rule.Then) is LogAction { Path: "then[0].log", Name: null, If: null, Message.Text: "x" });
    }

    [Fact]
    public void Load_every_key_of_a_rule_is_read()
    {
        var rule = Loaded.Rule("""
            version: 1
            lists: {envs: [prod, 1, true]}
            macros: {is_prod: 'vm.labels.env == "prod"'}
            rules:
              - name: all-keys
                description: "says: what"
                severity: error
                labels: {team: virt, level: 3}
                mode: disabled
                when: {event: [QUORUM_REPORT_BAD, "VNC_*"], if: 'is_prod && vm.labels.env in envs', by: {who: 'event.name'}}
                limit: {once_per: 1h30m, by: ['vm.host', 'event.name']}
                then:
                  - log: {message: x}
            """);
        Assert.Equal(("all-keys", "says: what", Severity.Error, RuleMode.Disabled), (rule.Name, rule.Description, rule.Severity, rule.Mode));
        Assert.Equal(("virt", "3"), (rule.Labels["team"], rule.Labels["level"]));
        Assert.Equal(["QUORUM_REPORT_BAD", "VNC_*"], Clause(rule).Events.Select(e => e.Text));
        Assert.Equal("is_prod && vm.labels.env in envs", Clause(rule).If!.Text);
        Assert.Equal([("who", true)], Clause(rule).By.Select(p => (p.Name, p.IsLabel)));
        Assert.Equal(TimeSpan.FromMinutes(90), rule.Limit!.Per);
        Assert.Equal([("vm.host", false), ("event.name", false)], rule.Limit.By!.Value.Select(p => (p.Name, p.IsLabel)));
    }

    [Fact]
    public void Load_every_key_of_an_alert_is_read()
    {
        var alert = Action<AlertAction>("""
            alert:
              id: panic
              summary: "{{ vm.name }}"
              description: |
                two
                lines
              severity: critical
              labels: {who: "{{ event.id }}"}
              to: [oncall]
              resolved_by: [{event: RESUME, if: 'vm.status == "running"'}, {event: [RESET, "SUSPEND*"]}]
            """);
        Assert.Equal(("panic", "{{ vm.name }}", "two\nlines\n", Severity.Critical), (alert.Id, alert.Summary.Text, alert.Description!.Text, alert.Severity));
        Assert.Equal("{{ event.id }}", alert.Labels["who"].Text);
        Assert.Equal<string>(["oncall"], alert.To);
        Assert.Equal([1, 2], alert.ResolvedBy.Select(c => ((EventResolver)c).Clause.Events.Length));
        Assert.Equal("vm.status == \"running\"", ((EventResolver)alert.ResolvedBy[0]).Clause.If!.Text);
    }

    [Fact]
    public void Load_alert_without_id_has_the_rules_name() => Assert.Equal("r", Action<AlertAction>("alert: {summary: x}").Id);

    [Fact]
    public void Load_every_key_of_a_webhook_is_read()
    {
        var webhook = Action<WebhookAction>("""
            name: hook
            if: 'match.count > 1'
            webhook:
              url: "https://x.example.net/{{ vm.name }}?a=b"
              method: PUT
              headers: {X-Vm: "{{ vm.id }}"}
              body: {text: "{{ vm.name }} x", count: "{{ match.count }}", list: [1, 1.5, true, null, "1", yes, 18446744073709551615]}
              secret: hook_key
              timeout: 3s
              retry: {attempts: 2, backoff: 1s..2s}
            """);
        Assert.Equal(("hook", "match.count > 1", "PUT", "hook_key"), (webhook.Name, webhook.If!.Text, webhook.Method, webhook.Secret));
        Assert.Equal(("https://x.example.net/{{ vm.name }}?a=b", "{{ vm.id }}"), (webhook.Url.Text, webhook.Headers["X-Vm"].Text));
        Assert.Equal((TimeSpan.FromSeconds(3), 2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), (webhook.Timeout, webhook.Retry.Attempts, webhook.Retry.BackoffMin, webhook.Retry.BackoffMax));
        var body = Assert.IsType<BodyMap>(webhook.Body!.Root);
        Assert.IsType<BodyText>(body.Entries[0].Value);
        Assert.IsType<BodyExpression>(body.Entries[1].Value);
        Assert.Equal(
            ["Int", "Double", "Bool", "Null", "String", "String", "Uint"],
            Assert.IsType<BodyList>(body.Entries[2].Value).Items.Select(i => ((BodyConstant)i).Value.Kind.ToString()));
    }

    [Fact]
    public void Load_send_and_record_are_read()
    {
        var send = Action<SendAction>("send: {to: oncall, body: \"{{ vm.name }}\"}");
        Assert.Equal(("oncall", true), (send.To, send.Body!.Root is BodyExpression));
        var record = Action<RecordAction>("record: {to: panics, key: [vm], fields: {vm: vm.id, n: 1}}");
        Assert.Equal("panics", record.Table);
        Assert.Equal<string>(["vm"], record.Key);
        Assert.Equal([("vm", "vm.id"), ("n", "1")], record.Fields.Select(f => (f.Name, f.Program.Text)));
    }

    [Theory]
    // Keys and types.
    [InlineData("rule: []", "2:1+4 unknown-key: unknown key `rule` in a rule file | did you mean rules?")]
    [InlineData("targets: {}", "2:1+7 unknown-key: unknown key `targets` in a rule file | targets stands in the main configuration, reactor.yaml")]
    [InlineData("name: x", "2:1+4 unknown-key: unknown key `name` in a rule file | a rule is an entry of the list `rules`")]
    [InlineData("rules: [{name: Panic_1, when: {event: STOP}, then: [{log: {message: x}}]}]", "2:16+7 bad-value: Panic_1 is not a rule's name: 1 to 100 characters of [a-z0-9-] | such as panic-1")]
    [InlineData("rules: {panic: {when: {event: STOP}}}", "2:8+30 wrong-type: a list (each item a rule) is expected here, not a map | begin each item of a list with `- ` and its name: - name: panic")]
    [InlineData("rules: {name: panic}", "2:8+13 wrong-type: a list (each item a rule) is expected here, not a map | begin each item of a list with `- `, the only one too")]
    [InlineData("rules: [{}]", "2:9+2 missing-key: a rule needs the key `name`: a rule's name\n2:9+2 missing-key: a rule needs the key `when`: a map with keys such as event, if, by\n2:9+2 missing-key: a rule needs the key `then`: a list (each item an action)")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: []}]", "2:46+2 bad-value: this list is empty")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{}]}]", "2:47+2 missing-key: an action needs one of `alert`, `send`, `webhook`, `record`, `log`, `set_fact`, `clear_fact`, `gather`, `qmp`, `exec`")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{log: {message: x}, send: {to: oncall}}]}]", "2:67+4 conflicting-keys: `send` and `log` exclude each other: an action has one of `alert`, `send`, `webhook`, `record`, `log`, `set_fact`, `clear_fact`, `gather`, `qmp`, `exec`")]
    [InlineData("rules: [{name: r, when: STOP, then: [{log: {message: x}}]}]", "2:25+4 wrong-type: `when` is expected here, a map with keys such as event, if, by, not text | write {event: STOP}")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{log: {message: x}}], severity: [a]}]", "2:79+3 wrong-type: one of info | warning | error | critical is expected here, not a list")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{log: {message: x}}], labels: {a b: c}}]", "2:78+3 bad-value: a b is not a label's name: 1 to 100 characters of [A-Za-z0-9_.-] | such as a-b")]
    // Events.
    [InlineData("rules: [{name: r, when: {event: stop}, then: [{log: {message: x}}]}]", "2:33+4 unknown-event: unknown event stop | did you mean STOP?")]
    [InlineData("rules: [{name: r, when: {event: [STOP, RESUMED]}, then: [{log: {message: x}}]}]", "2:40+7 unknown-event: unknown event RESUMED | did you mean RESUME?")]
    [InlineData("rules: [{name: r, when: {event: \"VCN_*\"}, then: [{log: {message: x}}]}]", "2:33+7 unknown-event: no event matches VCN_* | the names are those of the QMP reference of QEMU, such as RESET, SHUTDOWN or STOP; `reactor events` shows which came, with a rule on event: \"*\"")]
    [InlineData("rules: [{name: r, when: {event: [STOP, STOP]}, then: [{log: {message: x}}]}]", "2:40+4 duplicate-name: event STOP stands here twice")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{alert: {summary: x, resolved_by: [{event: RESUMD}]}}]}]", "2:90+6 unknown-event: unknown event RESUMD | did you mean RESUME?")]
    // Expressions.
    [InlineData("rules: [{name: r, when: {event: GUEST_PANICKED, if: 'data.acton == \"x\"'}, then: [{log: {message: x}}]}]", "2:54+10 expression: the data of GUEST_PANICKED has no field 'acton' | did you mean data.action?")]
    [InlineData("rules: [{name: r, when: {event: GUEST_PANICKED, if: 'event.data.acton == \"x\"'}, then: [{log: {message: x}}]}]", "2:54+10 expression: event has no field 'data' | did you mean data?\n2:54+16 expression: the data of GUEST_PANICKED has no field 'acton' | did you mean data.action?")]
    [InlineData("rules: [{name: r, when: {event: GUEST_PANICKED}, then: [{log: {message: '{{ data.zzz }}'}}]}]", "2:77+8 template: the data of GUEST_PANICKED has no field 'zzz' | it has action, info")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{log: {message: '{{ data.zzz }}'}}]}]", "2:67+8 template: the data of STOP has no field 'zzz' | it has none")]
    [InlineData("rules: [{name: r, when: {event: STOP, if: 'vm.name = \"x\"'}, then: [{log: {message: x}}]}]", "2:52+1 expression: '=' is no operator; equality is '==' | did you mean '=='?")]
    [InlineData("rules: [{name: r, when: {event: STOP, if: [a]}, then: [{log: {message: x}}]}]", "2:43+3 quote-expression: an expression is expected here; YAML takes this for a list | quote this expression: '[a]'")]
    [InlineData("rules: [{name: r, when: {event: STOP, if: }, then: [{log: {message: x}}]}]", "2:43+1 bad-value: an expression is expected, and this is empty")]
    [InlineData("rules: [{name: r, when: {event: STOP, by: vm.id}, then: [{log: {message: x}}]}]", "2:43+5 wrong-type: a list of expressions or a map of names and expressions is expected here, not text | write ['vm.id']")]
    [InlineData("rules: [{name: r, when: {event: STOP, by: {vm: vm.id}}, then: [{log: {message: x}}]}]", "2:44+2 bad-value: `vm` is in every key already")]
    [InlineData("rules: [{name: r, when: {event: STOP, by: [vm.id, vm.id]}, then: [{log: {message: x}}]}]", "2:51+5 duplicate-name: this expression stands in the key already")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{alert: {summary: \"a {{ vm.nam }}\"}}]}]", "2:71+6 template: vm has no field 'nam' | did you mean vm.name?")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{alert: {summary: 'it''s {{ vm.nam }}'}}]}]", "2:75+6 template: vm has no field 'nam' | did you mean vm.name?")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{log: {message: \"{{ vm.name\"}}]}]", "2:64+2 template: this `{{` is never closed by `}}`")]
    // Lists and macros.
    [InlineData("lists: {vm: [a]}", "2:9+2 bad-value: vm can't be the name of a list or macro | take letters, digits and _, and no word that expressions have already, such as vm")]
    [InlineData("lists: {a: [1]}\nmacros: {a: '1'}", "3:10+1 duplicate-name: a names a list or macro already, in r.yaml:2:9")]
    // Actions.
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{alert: {summary: x}}, {alert: {summary: x}}]}]", "2:78+12 duplicate-name: this rule has an alert with the id r already | give one of them an `id`")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{webhook: {url: /x}}]}]", "2:63+2 template: a URL starts with `https://` or `http://`, written out")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{webhook: {url: 'https://x/', secret: hook_kye}}]}]", "2:85+8 unknown-secret: unknown secret hook_kye | did you mean hook_key?")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{webhook: {url: 'https://x/', method: GET}}]}]", "2:85+3 bad-value: GET is not one of POST | PUT | PATCH | did you mean PUT?")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{record: {to: t, key: [vn], fields: {vm: vm.id}}}]}]", "2:70+2 bad-value: the key names vn, and `fields` has no such field | did you mean vm?")]
    [InlineData("rules: [{name: r, when: {event: STOP}, then: [{send: {to: oncall, body: {a: .nan}}}]}]", "2:77+4 bad-value: JSON has no such number | quote it: '.nan'")]
    [InlineData("rules: [{name: r, when: {event: STOP}, limit: {once_per: 5}, then: [{log: {message: x}}]}]", "2:58+1 bad-value: 5 is not a duration | give a unit: 5s for seconds, 5m for minutes")]
    public void Load_fault_is_told_with_its_place(string text, string expected) =>
        Golden.Equal(expected, Loaded.Lines(Loaded.RuleFile("version: 1\n" + text).Diagnostics));

    [Theory]
    [InlineData(">-")]
    [InlineData("|")]
    public void Load_fault_in_a_block_expression_is_told_in_its_own_line(string style) => Assert.Equal(
        "8:9+8 expression: vm has no field 'statu' | did you mean vm.status?",
        Loaded.Lines(Loaded.RuleFile($$$"""
            version: 1
            rules:
              - name: r
                when:
                  event: STOP
                  if: {{{style}}}
                    vm.name == "a" &&
                    vm.statu == "b"
                then: [{log: {message: x}}]
            """).Diagnostics));

    [Fact]
    public void Load_faulty_macro_is_told_once_and_not_where_it_is_used() => Assert.Equal(
        "2:14+6 expression: vm has no field 'nam' | did you mean vm.name?",
        Loaded.Lines(Loaded.RuleFile("""
            version: 1
            macros: {m: 'vm.nam == "a"', n: 'm || m'}
            rules: [{name: r, when: {event: STOP, if: m}, then: [{log: {message: x}}]}]
            """).Diagnostics));

    [Fact]
    public void Load_comment_inside_an_unquoted_expression_is_told() => Assert.Contains(
        "quote this: to YAML, # after a blank starts a comment: 'vm.name == \"a #1\"'",
        Loaded.RuleFile("version: 1\nrules:\n  - name: r\n    when:\n      event: STOP\n      if: vm.name == \"a #1\"\n    then: [{log: {message: x}}]\n").FormatDiagnostics(),
        StringComparison.Ordinal);

    [Fact]
    public void LoadRules_without_a_configuration_warns_that_targets_are_unchecked()
    {
        var files = new MemoryFiles
        {
            ["a.yaml"] = "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{send: {to: x}}, {send: {to: y}}]}]",
            ["b.yaml"] = "version: 1\nrules: [{name: s, when: {event: STOP}, then: [{send: {to: z}}]}]",
        };
        var result = ReactorLoader.LoadRules(["a.yaml", "b.yaml"], files);
        Assert.Equal(
            "2:59+1 unchecked: names of targets, secrets, budgets and windows are not checked without the main configuration | check reactor.yaml or its folder",
            Loaded.Lines(result.Diagnostics));
        Assert.False(result.HasErrors);
        Assert.Equal(2, result.Rules!.Rules.Length);
    }

    [Fact]
    public void LoadRules_names_of_two_files_are_told_with_both_places()
    {
        const string Text = "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{log: {message: x}}]}]";
        var result = ReactorLoader.LoadRules(["a.yaml", "b.yaml"], new MemoryFiles { ["a.yaml"] = Text, ["b.yaml"] = Text });
        var finding = Assert.Single(result.Diagnostics);
        Assert.Equal(("b.yaml", "a rule is named r already, in a.yaml:2:16"), (finding.File, finding.Message));
    }

    [Fact]
    public void LoadRules_file_that_is_a_list_is_told_how_it_begins()
    {
        var finding = Assert.Single(ReactorLoader.LoadRules(["a.yaml"], new MemoryFiles { ["a.yaml"] = "- name: r\n  when: {event: STOP}\n" }).Diagnostics);
        Assert.Equal("begin the file with `version: 1` and `rules:`, and put the list below that", finding.Suggestion);
    }

    private static T Action<T>(string yaml)
        where T : RuleAction
    {
        string indented = string.Join("\n", yaml.Split('\n').Select((l, i) => (i == 0 ? "      - " : "        ") + l));
        return Assert.IsType<T>(Assert.Single(Loaded.Rule($"version: 1\nrules:\n  - name: r\n    when: {{event: STOP}}\n    then:\n{indented}\n").Then));
    }

    private static Clause Clause(Rule rule) => Assert.Single(rule.When.Pattern.Clauses);
}
