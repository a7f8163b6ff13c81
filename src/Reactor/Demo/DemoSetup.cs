using System.Security.Cryptography;
using Reactor.CommandLine;
using Reactor.Demo.Lab;

namespace Reactor.Demo;

/// <summary>The demo's configuration: the shipped rules, its own guests, its own receiver.</summary>
/// <param name="Config">The file to give to <c>--config</c>.</param>
/// <param name="Rules">The folder of the shipped rules.</param>
/// <param name="Store">The store's file.</param>
/// <param name="Secret">The key that signs.</param>
internal sealed record DemoSetup(string Config, string Rules, string Store, string Secret)
{
    public static DemoSetup Write(LabDirectory folder, DemoGuests guests, string hook)
    {
        var rules = Path.Combine(AppContext.BaseDirectory, "config", "rules");
        if (!Directory.Exists(rules))
        {
            throw new CommandFailedException($"the sample rules that belong beside the program are missing: {rules}");
        }
        var secret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(folder.File("hook.key"), secret);
        File.SetUnixFileMode(folder.File("hook.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(folder.File("reactor.yaml"), $$"""
            version: 1
            node: {name: demo-host}
            vms:
              - {name: {{DemoScript.Web}}, qmp: "unix:{{guests.Web.QmpSocketPath}}", labels: {env: demo} }
              - {name: {{DemoScript.Db}}, qmp: "unix:{{guests.Db.QmpSocketPath}}", labels: {env: demo} }
            rules: ["{{rules}}/*.yaml", demo.rules.yaml]
            budgets:
              auto-restart: {max: 3, per: 1h, by: ['vm.id']}
            secrets:
              hook_key: {file: hook.key}
            targets:
              oncall: {webhook: {url: "{{hook}}", secrets: [hook_key], retry: {attempts: 10, backoff: 100ms..1s} } }
            routes:
              - {if: 'alert.severity in ["error", "critical"]', to: [oncall]}
            store: {sqlite: {path: reactor.db} }
            """);
        File.WriteAllText(folder.File("demo.rules.yaml"), $$$"""
            version: 1
            rules:
              - name: {{{DemoScript.PanicRule}}}
                description: As guest-panicked of the shipped rules, told at once. That one waits a minute, in case the whole host is in trouble
                severity: critical
                when: {event: GUEST_PANICKED}
                then:
                  - alert:
                      summary: "{{ vm.name }} panicked on {{ host.name }} (action {{ data.action }})"
                      resolved_by: [{event: [RESET, RESUME]}]
            """);
        return new DemoSetup(folder.File("reactor.yaml"), rules, folder.File("reactor.db"), secret);
    }
}
