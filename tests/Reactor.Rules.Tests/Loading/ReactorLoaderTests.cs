using Reactor.Rules.Loading;
using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Loading;

public class ReactorLoaderTests
{
    [Fact]
    public void Load_whole_configuration_gives_all_of_it()
    {
        var files = new MemoryFiles
        {
            ["config/reactor.yaml"] = """
                version: 1
                node: {name: h1, labels: {rack: r7}}
                qemu_min: "6.2"
                vms:
                  - {name: web1, qmp: "unix:/run/qemu/web1.qmp", labels: {env: prod}}
                  - {name: db1, host: h9, qmp: "tcp:db1.example.net:4444", insecure: true}
                rules: ["rules/*.yaml"]
                secrets:
                  hook_key: {file: /etc/reactor/hook.key}
                  other: {env: OTHER}
                  cred: {credential: c}
                targets:
                  oncall: {webhook: {url: "https://hooks.example.net/in", secrets: [hook_key], concurrency: 4, timeout: 15s, retry: {attempts: 10, backoff: 5s..1h}}}
                  team: {webhook: {url_file: team.url, headers: {X-Team: virt}}}
                routes:
                  - {if: 'rule.severity == "critical"', to: [oncall]}
                  - {to: [team]}
                store: {sqlite: {path: reactor.db, synchronous: full}}
                """,
            ["config/rules/panic.yaml"] = """
                version: 1
                lists:
                  db_vms: [db-1, db-2]
                macros:
                  is_prod: 'vm.labels.env == "prod"'
                rules:
                  - name: guest-panicked
                    description: Guest kernel panicked
                    severity: critical
                    labels: {team: virt}
                    when: {event: GUEST_PANICKED, if: 'is_prod && !(vm.name in db_vms)'}
                    limit: {once_per: 1h}
                    then:
                      - alert: {summary: "{{ vm.name }} panicked on {{ host.name }} (action {{ data.action }})", resolved_by: [{event: RESUME}]}
                      - send: {to: oncall}
                      - name: own
                        if: 'match.count > 0'
                        webhook: {url: "https://x.example.net/{{ vm.name }}", body: {a: "{{ match.count }}", b: [1, true]}, secret: hook_key, retry: {attempts: 3}}
                      - record: {to: panics, key: [vm], fields: {vm: vm.id, action: data.action}}
                      - log: {message: "{{ vm.name }}"}
                """,
        };
        var result = ReactorLoader.Load("config", files);
        Assert.Equal("", result.FormatDiagnostics());
        Assert.False(result.HasErrors);
        var rule = Assert.Single(result.Rules!.Rules);
        Assert.Equal(
            ["then[0].alert", "then[1].send", "then[2].webhook", "then[3].record", "then[4].log"], rule.Then.Select(a => a.Path));
        Assert.Equal(Severity.Critical, rule.Severity);
        Assert.Equal(TimeSpan.FromHours(1), rule.Limit!.Per);
        Assert.Equal(["config/reactor.yaml", "config/rules/panic.yaml"], result.Sources.Keys.Order());
        Assert.Equal("/etc/reactor/config/reactor.db", result.Configuration!.Store.Path);
        Assert.Equal(2, result.Configuration.Routes.Length);
    }

    [Fact]
    public void Load_many_faults_are_all_reported_with_places_and_suggestions()
    {
        var files = new MemoryFiles
        {
            ["config/reactor.yaml"] = """
                version: 1
                rules: ["rules/*.yaml"]
                targets: {oncall: {webhook: {url: "https://hooks.example.net/in", timeout: 15}}}
                routes:
                  - {to: [onkall]}
                """,
            ["config/rules/panic.yaml"] = """
                version: 1
                rules:
                  - name: guest-panicked
                    severity: critcal
                    when: {evnt: GUEST_PANICKED}
                    then:
                      - alert: {summary: "{{ vm.nam }} panicked"}
                  - name: guest-panicked
                    when: {event: GUEST_PANIKED, at_least: 3}
                    then:
                      - send: {to: oncal}
                  - name: blocked
                    when:
                      event: BLOCK_IO_ERROR
                      if: !data.nospace
                    limit: {once_per: 1 hour}
                    then:
                      - log: {message: {{ vm.name }}}
                      - record: {to: t, fields: {node: data.node-name}}
                """,
        };
        var result = ReactorLoader.Load("config", files);
        Assert.True(result.HasErrors);
        Assert.Null(result.Rules);
        Assert.Null(result.Configuration);
        Golden.Equal(
            """
            config/reactor.yaml:3:76: error: 15 is not a duration [bad-value]
                targets: {oncall: {webhook: {url: "https://hooks.example.net/in", timeout: 15}}}
                                                                                           ^^
              give a unit: 15s for seconds, 15m for minutes
            config/reactor.yaml:5:11: error: unknown target onkall [unknown-target]
                - {to: [onkall]}
                        ^^^^^^
              did you mean oncall?
            config/rules/panic.yaml:4:15: error: critcal is not one of info | warning | error | critical [bad-value]
                severity: critcal
                          ^^^^^^^
              did you mean critical?
            config/rules/panic.yaml:5:12: error: unknown key `evnt` in `when` [unknown-key]
                when: {evnt: GUEST_PANICKED}
                       ^^^^
              did you mean event?
            config/rules/panic.yaml:7:30: error: vm has no field 'nam' [template]
                - alert: {summary: "{{ vm.nam }} panicked"}
                                       ^^^^^^
              did you mean vm.name?
            config/rules/panic.yaml:8:11: error: a rule is named guest-panicked already, in config/rules/panic.yaml:3:11 [duplicate-name]
                - name: guest-panicked
                        ^^^^^^^^^^^^^^
            config/rules/panic.yaml:9:19: error: unknown event GUEST_PANIKED [unknown-event]
                when: {event: GUEST_PANIKED, at_least: 3}
                              ^^^^^^^^^^^^^
              did you mean GUEST_PANICKED?
            config/rules/panic.yaml:9:34: error: `at_least` needs `within` [missing-key]
                when: {event: GUEST_PANIKED, at_least: 3}
                                             ^^^^^^^^
              such as within: 10m
            config/rules/panic.yaml:11:20: error: unknown target oncal [unknown-target]
                - send: {to: oncal}
                             ^^^^^
              did you mean oncall?
            config/rules/panic.yaml:15:11: error: !data.nospace is a tag to YAML: a word that starts with an unquoted ! [quote-expression]
                if: !data.nospace
                    ^^^^^^^^^^^^^
              quote this expression: '!data.nospace'
            config/rules/panic.yaml:16:23: error: 1 hour is not a duration [bad-value]
                limit: {once_per: 1 hour}
                                  ^^^^^^
              write a duration such as 500ms, 30s, 10m, 1h30m or 7d
            config/rules/panic.yaml:18:24: error: {{ to YAML is a map within a map [wrong-type]
                - log: {message: {{ vm.name }}}
                                 ^^^^^^^^^^^^^^
              put a text with {{ }} in quotes: "{{ ... }}"
            config/rules/panic.yaml:19:40: error: '-' is subtraction here; a field with a '-' in its name is read as data["node-name"] [expression]
                - record: {to: t, fields: {node: data.node-name}}
                                                 ^^^^^^^^^^^^^^
              did you mean data["node-name"]?
            """,
            result.FormatDiagnostics());
    }

    [Theory]
    [InlineData("unix:web1.qmp", "unix:/etc/reactor/web1.qmp")]
    [InlineData("unix:../run/web1.qmp", "unix:/etc/run/web1.qmp")]
    [InlineData("unix:/run/web1.qmp", "unix:/run/web1.qmp")]
    public void Load_socket_of_a_vm_is_relative_to_the_file_that_names_it(string written, string expected)
    {
        var loaded = ReactorLoader.Load("/etc/reactor/reactor.yaml", new MemoryFiles
        {
            ["/etc/reactor/reactor.yaml"] = $"version: 1\nvms: [{{name: web1, qmp: \"{written}\"}}]\nrules: [r.yaml]\n",
            ["/etc/reactor/r.yaml"] = "version: 1\nrules:\n  - {name: r, when: {event: STOP}, then: [{log: {message: x}}]}\n",
        });

        Assert.Equal("", loaded.FormatDiagnostics());
        Assert.Equal(expected, Assert.Single(loaded.Configuration!.Vms).Address.ToString());
    }
}
