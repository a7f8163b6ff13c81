using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Configuration;

public class ReactorConfigurationTests
{
    [Fact]
    public void Load_least_configuration_has_the_documented_defaults()
    {
        var configuration = Loaded.Settings("version: 1").Configuration!;
        Assert.Equal("node1", configuration.Node.Name);
        Assert.Empty(configuration.Node.Labels);
        Assert.Null(configuration.QemuMin);
        Assert.Equal(new StoreConfiguration("/etc/reactor/reactor.db", Synchronous.Full), configuration.Store);
        Assert.Equal("/etc/reactor", configuration.BaseDirectory);
        Assert.True(configuration is { Vms: [], Routes: [], Targets.Count: 0, Secrets.Count: 0 });
    }

    [Fact]
    public void Load_http_door_is_read_with_its_tokens_and_files()
    {
        Assert.Null(Loaded.Settings("version: 1").Configuration!.Http);
        Assert.Equal("127.0.0.1:9470", Loaded.Settings("version: 1\nhttp: {listen: \"localhost:9470\"}").Configuration!.Http!.Listen.ToString());
        var http = Loaded.Settings("""
            version: 1
            secrets: {grafana: {file: keys/grafana}, ops: {env: OPS}}
            http:
              listen: "[::]:9470"
              hosts: [reactor.example.net]
              tls: {cert_file: tls/cert.pem, key_file: tls/key.pem}
              tokens: {grafana: {secret: grafana}, ops: {secret: ops, role: operate}}
            """).Configuration!.Http!;
        Assert.Equal("[::]:9470", http.Listen.ToString());
        Assert.Equal<string>(["reactor.example.net"], http.Hosts);
        Assert.Equal(new TlsFiles(null, "/etc/reactor/tls/cert.pem", "/etc/reactor/tls/key.pem"), http.Tls);
        Assert.Equal(new HttpToken(new FileSecret("/etc/reactor/keys/grafana"), HttpRole.Read), http.Tokens["grafana"]);
        Assert.Equal(new HttpToken(new EnvironmentSecret("OPS"), HttpRole.Operate), http.Tokens["ops"]);
    }

    [Fact]
    public void Load_every_key_is_read()
    {
        var configuration = Load("""
            version: 1
            node: {name: h1, labels: {rack: r7, floor: 3}}
            qemu_min: 10.0
            vms:
              - {name: web 1, qmp: "unix:/run/qemu/web1.qmp", labels: {env: prod}}
              - {name: db1, host: h9, qmp: "tcp:db1.example.net:4444", insecure: true}
            secrets: {f: {file: keys/hook}, e: {env: HOOK}, c: {credential: hook}}
            targets:
              a: {webhook: {url: "https://h.example.net/in?x=1", headers: {X-Team: virt}, secrets: [f, e], concurrency: 8, rate: 50/s, breaker: {failures: 3, open: 1s..1h}, ordered: per-vm, timeout: 1m30s, retry: {attempts: 3, backoff: 100ms..1d}}}
              b: {webhook: {url_file: b.url, secrets: c}}
              c: {webhook: {url_secret: f}}
            routes:
              - {if: 'rule.severity == "critical" && vm.labels.env == "prod"', to: [a, b]}
              - {to: c}
            store: {sqlite: {path: /var/lib/reactor/x.db, synchronous: normal}}
            """);
        Assert.Equal(("h1", "r7", "3"), (configuration.Node.Name, configuration.Node.Labels["rack"], configuration.Node.Labels["floor"]));
        Assert.Equal("10.0", configuration.QemuMin);
        Assert.Equal([new UnixQmpAddress("/run/qemu/web1.qmp"), new TcpQmpAddress("db1.example.net", 4444)], configuration.Vms.Select(v => v.Address));
        Assert.Equal([("web 1", null), ("db1", "h9")], configuration.Vms.Select(v => (v.Name, v.Host)));
        Assert.Equal("prod", configuration.Vms[0].Labels["env"]);
        Assert.Equal(
            [new CredentialSecret("hook"), new EnvironmentSecret("HOOK"), new FileSecret("/etc/reactor/keys/hook")], configuration.Secrets.Values);
        var a = Assert.IsType<WebhookTarget>(configuration.Targets["a"]);
        Assert.Equal(("https://h.example.net/in?x=1", null, "virt", 8), (a.Url!.ToString(), a.UrlSecret, a.Headers["X-Team"], a.Concurrency));
        Assert.Equal<string>(["f", "e"], a.Secrets);
        Assert.Equal(TimeSpan.FromSeconds(90), a.Timeout);
        Assert.Equal(new DeliveryRate(50, TimeSpan.FromSeconds(1)), a.Rate);
        Assert.Equal(new BreakerOptions { Failures = 3, OpenMin = TimeSpan.FromSeconds(1), OpenMax = TimeSpan.FromHours(1) }, a.Breaker);
        Assert.True(a.IsOrdered);
        Assert.Equal(new RetryOptions { Attempts = 3, BackoffMin = TimeSpan.FromMilliseconds(100), BackoffMax = TimeSpan.FromDays(1) }, a.Retry);
        var b = Assert.IsType<WebhookTarget>(configuration.Targets["b"]);
        Assert.Equal((null, new FileSecret("/etc/reactor/b.url"), 4, TimeSpan.FromSeconds(15)), (b.Url, b.UrlSecret, b.Concurrency, b.Timeout));
        Assert.Equal(new RetryOptions(), b.Retry);
        Assert.Equal((null, new BreakerOptions(), false), (b.Rate, b.Breaker, b.IsOrdered));
        Assert.Equal(new FileSecret("/etc/reactor/keys/hook"), Assert.IsType<WebhookTarget>(configuration.Targets["c"]).UrlSecret);
        Assert.Equal<string>(["a", "b"], configuration.Routes[0].To);
        Assert.True(configuration.Routes[0].If is not null && configuration.Routes[1].If is null);
        Assert.Equal(new StoreConfiguration("/var/lib/reactor/x.db", Synchronous.Normal), configuration.Store);
    }

    [Fact]
    public void Load_route_has_its_group_and_times_and_the_defaults_of_what_it_leaves_out()
    {
        var routes = Loaded.Settings("""
            version: 1
            targets: {a: {webhook: {url: "http://x/"}}}
            routes:
              - {if: 'rule.severity == "critical"', to: a, group_by: [rule, host], wait: 0s, interval: 1m, repeat: 4h}
              - {to: a, group_by: []}
            """).Configuration!.Routes;
        Assert.Equal(["rule", "host"], routes[0].Group!.By.AsEnumerable());
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromHours(4)), (routes[0].Group!.Wait, routes[0].Group!.Interval, routes[0].Repeat!.Value));
        Assert.Equal((0, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), null), (routes[1].Group!.By.Length, routes[1].Group!.Wait, routes[1].Group!.Interval, routes[1].Repeat));
        Assert.NotEqual(routes[0].Id, routes[1].Id);
        Assert.Equal(routes[0].Id, (routes[0] with { Repeat = null, Group = routes[0].Group! with { Wait = TimeSpan.FromHours(1) } }).Id);
        Assert.NotEqual(routes[0].Id, (routes[0] with { Group = routes[0].Group! with { By = ["rule"] } }).Id);
    }

    [Theory]
    [InlineData("routes: [{to: a, wait: 5s}]", "`wait` ")]
    [InlineData("routes: [{to: a, group_by: rule, interval: 5d}, {to: a, group_by: [rule], repeat: 1s}]", "1s")]
    [InlineData("routes: [{to: a, group_by: [hots]}]", "no rule's alerts have a label `hots`: by it, all of them are alike | did you mean host?")]
    [InlineData("routes: [{to: a, group_bye: [host]}]", "did you mean group_by?")]
    public void Load_route_that_groups_wrongly_is_told(string routes, string said) => Assert.Contains(
        said, Loaded.Lines(Loaded.Settings($"version: 1\nvms: [{{name: v, qmp: 'unix:/v'}}]\ntargets: {{a: {{webhook: {{url: 'http://x/'}}}}}}\n{routes}").Diagnostics), StringComparison.Ordinal);

    [Theory]
    [InlineData("node: {nam: x}", "2:8+3 unknown-key: unknown key `nam` in the node | did you mean name?")]
    [InlineData("qemu_min: six", "2:11+3 bad-value: six is not a QEMU release | write one such as \"6.2\" or \"10.0.2\"")]
    [InlineData("vms: [{name: a, qmp: /run/a}]", "2:22+6 bad-value: QMP address '/run/a' has no kind: write 'unix:/run/a'")]
    [InlineData("vms: [{name: a}]", "2:7+9 missing-key: a VM needs the key `qmp`: a QMP address, unix:/path/to/socket or tcp:host:port")]
    [InlineData("vms: [{name: a, qmp: 'unix:/a'}, {name: a, qmp: 'unix:/b'}]", "2:41+1 duplicate-name: a VM is named a already, in reactor.yaml:2:14")]
    [InlineData("vms: [{name: a, qmp: 'unix:/a'}, {name: b, qmp: 'unix:/a'}]", "2:49+9 duplicate-name: another VM has this monitor already, in reactor.yaml:2:22: a monitor speaks to one client")]
    [InlineData("vms: {web1: 'unix:/run/a'}", "2:6+21 wrong-type: a list (each item a VM) is expected here, not a map | begin each item of a list with `- ` and its name: - name: web1")]
    [InlineData("vms: {name: a}", "2:6+9 wrong-type: a list (each item a VM) is expected here, not a map | begin each item of a list with `- `, the only one too")]
    [InlineData("secrets: {k: hunter2}", "2:14+7 bad-value: a secret never stands in the configuration itself: the file is read by more people and programs than the secret is meant for | name where it is found: {file: /path}, {env: VARIABLE} or {credential: NAME} (systemd)")]
    [InlineData("secrets: {k: {value: hunter2}}", "2:15+5 bad-value: a secret never stands in the configuration itself, so there is no `value` | name where it is found: {file: /path}, {env: VARIABLE} or {credential: NAME} (systemd)")]
    [InlineData("secrets: {k: {file: a, env: B}}", "2:24+3 conflicting-keys: `env` and `file` exclude each other: a secret has one of `file`, `env`, `credential`")]
    [InlineData("secrets: {k: {}}", "2:14+2 missing-key: a secret needs one of `file`, `env`, `credential`")]
    [InlineData("targets: {t: {}}", "2:14+2 missing-key: a target needs one of `webhook`, `alertmanager`, `pagerduty`, `slack`, `teams`, `ntfy`, `email`")]
    [InlineData("targets: {t: {url: 'http://x/'}}", "2:15+3 unknown-key: unknown key `url` in a target | write webhook: {url: ...}")]
    [InlineData("targets: {t: {webhook: {}}}", "2:24+2 missing-key: a webhook target needs one of `url`, `url_file`, `url_secret`")]
    [InlineData("targets: {t: {webhook: {url: ftp://x/}}}", "2:30+8 bad-value: ftp://x/ is not an http or https URL | write it in full, such as https://hooks.example.net/in")]
    [InlineData("targets: {t: {webhook: {url: hooks.example.net}}}", "2:30+17 bad-value: hooks.example.net is not an http or https URL | write it in full, such as https://hooks.example.net/in")]
    [InlineData("targets: {t: {webhook: {url: 'https://'}}}", "2:30+10 bad-value: https:// is not a valid URL | write it in full, such as https://hooks.example.net/in")]
    [InlineData("targets: {t: {webhook: {url: 'https://u:p@x/'}}}", "2:30+16 bad-value: a URL holds no user or password | use a header, or a secret URL (url_secret, url_file)")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', secrets: [key]}}}", "2:53+3 unknown-secret: unknown secret key | `secrets` in reactor.yaml has none yet")]
    [InlineData("targets: {t: {webhook: {url_secret: key}}}", "2:37+3 unknown-secret: unknown secret key | `secrets` in reactor.yaml has none yet")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', headers: {Host: x}}}}", "2:53+4 bad-value: the header Host is set by Reactor itself | leave it out")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', headers: {A: x, a: y}}}}", "2:59+1 duplicate-name: the header a stands here twice: upper and lower case are the same")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', headers: {A: \"x\\r\\nB: y\"}}}}", "2:56+11 bad-value: a header's value holds visible ASCII characters and blanks only")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', concurrency: 0}}}", "2:56+1 bad-value: a whole number from 1 to 256 is expected; 0 is out of these bounds")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', concurrency: '4'}}}", "2:56+3 bad-value: a whole number from 1 to 256 is expected, and this is text | leave the quotes out")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', rate: 50}}}", "2:49+2 bad-value: 50 is not a rate | write how many a second, minute or hour: 50/s, 100/m, 1000/h")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', rate: 0/s}}}", "2:49+3 bad-value: a rate is 1 to 100,000 in its span")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', rate: 5/d}}}", "2:49+3 bad-value: 5/d is not a rate | write how many a second, minute or hour: 50/s, 100/m, 1000/h")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', breaker: {open: 30s}}}}", "2:59+3 bad-value: 30s is not a range of delays | write the first and the longest, such as 5s..1h")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', ordered: true}}}", "2:52+4 bad-value: true is not one of none | per-vm")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', retry: {attempts: 101}}}}", "2:61+3 bad-value: a whole number from 1 to 100 is expected; 101 is out of these bounds")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', retry: {backoff: 5s}}}}", "2:60+2 bad-value: 5s is not a range of delays | write the first and the longest, such as 5s..1h")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', retry: {backoff: 1h..5s}}}}", "2:60+6 bad-value: the first delay is longer than the longest | write 5s..1h")]
    [InlineData("targets: {oncall: {webhook: {url: 'http://x/'}}}\nroutes: [{to: [oncal]}]", "3:16+5 unknown-target: unknown target oncal | did you mean oncall?")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/'}}}\nroutes: [{if: 'rule.severty == \"error\"', to: t}]", "3:16+12 expression: rule has no field 'severty' | did you mean rule.severity?")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/'}}}\nroutes: [{if: {a: b}, to: t}]", "3:15+6 quote-expression: an expression is expected here; YAML takes this for a map | quote this expression: '{a: b}'")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/'}}}\nroutes: [{to: t}, {to: t}]", "3:19+7 bad-value: no alert gets to this route: the one in line 3 takes all | put the route without `if` last")]
    [InlineData("routes: [{to: [t, t]}]", "2:16+1 unknown-target: unknown target t | `targets` in reactor.yaml has none yet\n2:19+1 duplicate-name: target t stands here twice")]
    [InlineData("store: {sqlite: {synchronous: off}}", "2:31+3 bad-value: off is not one of full | normal")]
    [InlineData("store: /var/lib/x.db", "2:8+13 wrong-type: the store is expected here, a map with keys such as sqlite, retention, not text | write {sqlite: {path: /var/lib/x.db}}")]
    [InlineData("targets: {t: 'http://x/'}\nroutes: [{to: [t]}]", "2:14+11 wrong-type: a target is expected here, a map with keys such as webhook, alertmanager, pagerduty, not text | write {webhook: {url: 'http://x/'}}")]
    [InlineData("targets: {t: {webhook: 'http://x/'}}", "2:24+11 wrong-type: a webhook target is expected here, a map with keys such as url, url_file, url_secret, not text | write {url: 'http://x/'}")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', retry: 3}}}", "2:50+1 wrong-type: a retry schedule is expected here, a map with keys such as attempts, backoff, not a number | write {attempts: 3}")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/', secrets: [k]}}}\nsecrets: {k: {fil: a}}", "3:15+3 unknown-key: unknown key `fil` in a secret | did you mean file?")]
    [InlineData("targets: {t: {webhook: {url: 'http://x/'}}}\nroutes: t", "3:9+1 wrong-type: a list (each item a route) is expected here, not text | write [{to: t}]")]
    [InlineData("store: {path: x}", "2:9+4 unknown-key: unknown key `path` in the store | write sqlite: {path: ...}")]
    [InlineData("macros: {a: b}", "2:1+6 unknown-key: unknown key `macros` in the main configuration | macros stand in rule files")]
    [InlineData("rules: [nothing.yaml]", "2:9+12 file: there is no such file")]
    [InlineData("rules: [\"nothing/*.yaml\"]", "2:9+16 file: no file matches this pattern: there are no rules, so nothing is watched | a path is relative to the folder of this file")]
    [InlineData("inventory: [\"nothing/*.yaml\"]", "2:13+16 file: no file matches this pattern: it says nothing of any VM | a path is relative to the folder of this file")]
    [InlineData("rules: [\"*.yaml\"]", "2:9+8 bad-value: this also names the main configuration itself | keep rule files in a folder of their own: rules/*.yaml")]
    public void Load_fault_is_told_with_its_place(string text, string expected) =>
        Golden.Equal(expected, Loaded.Lines(Loaded.Settings("version: 1\n" + WithVm(text)).Diagnostics));

    [Theory]
    [InlineData("vms: []", "1:1+7 missing-key: the main configuration needs the key `version`: version: 1")]
    [InlineData("version: 2", "1:10+1 bad-value: version 2 of the format is not known to this version of Reactor | write version: 1")]
    [InlineData("[]", "1:1+2 wrong-type: the main configuration is expected here, a map with keys such as version, node, qemu_min, not a list")]
    public void Load_not_a_configuration_is_refused(string text, string expected) => Golden.Equal(expected, Loaded.Lines(Loaded.Settings(text).Diagnostics));

    [Fact]
    public void Load_missing_file_is_told()
    {
        var result = ReactorLoader.Load("none.yaml", new MemoryFiles());
        Assert.Equal("none.yaml: error: there is no such file [file]\n", result.FormatDiagnostics());
        Assert.Null(result.Configuration);
    }

    [Theory]
    [InlineData("version: 1")]
    [InlineData("version: 1\nvms: []")]
    public void Load_without_vms_warns_that_nothing_is_watched(string text) => Assert.Equal(
        "reactor.yaml: warning: there are no VMs in `vms`, and no `discover` or `listen`: nothing is watched [missing-key]\n  add one: vms: [{name: web1, qmp: \"unix:/run/qemu/web1.qmp\"}]\n",
        Loaded.Settings(text).FormatDiagnostics());

    [Fact]
    public void Load_one_pattern_of_two_matches_nothing_warns_of_that_one()
    {
        var files = new MemoryFiles { ["reactor.yaml"] = WithVm("version: 1\nrules: [\"r*.yml\", \"x*.yml\"]"), ["r1.yml"] = "version: 1\n" };
        Assert.Equal(
            "2:19+8 file: no file matches this pattern: it gives no rules | a path is relative to the folder of this file",
            Loaded.Lines(ReactorLoader.Load("reactor.yaml", files).Diagnostics));
    }

    [Fact]
    public void Load_rule_file_as_the_configuration_is_told() => Assert.Equal(
        "2:1+5 wrong-type: this is a rule file, and the main configuration is expected here | the main configuration names it: rules: [\"rules/*.yaml\"]; a rule file by itself is checked with `reactor check FILE`",
        Loaded.Lines(Loaded.Settings("version: 1\nrules:\n  - name: r\n    when: {event: STOP}\nmacros: {}\n").Diagnostics));

    [Fact]
    public void Load_configuration_as_a_rule_file_is_told() => Assert.Equal(
        "2:1+5 wrong-type: this is a main configuration, and a rule file is expected here | in a rule file, `rules` is a list of rules: - {name: ..., when: ..., then: ...}",
        Loaded.Lines(Loaded.RuleFile("version: 1\nrules: [\"rules/*.yaml\"]\nvms: []\n").Diagnostics));

    // Without VMs there is a warning, which is no part of what is tested.
    private static string WithVm(string text) => text.Contains("vms:", StringComparison.Ordinal) ? text : text + "\nvms: [{name: vm, qmp: 'unix:/vm'}]";

    private static ReactorConfiguration Load(string text)
    {
        var result = Loaded.Settings(text);
        Assert.Equal("", result.FormatDiagnostics());
        return result.Configuration!;
    }
}
