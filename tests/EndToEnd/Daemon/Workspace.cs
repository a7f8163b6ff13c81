using System.Globalization;
using System.Security.Cryptography;
using Reactor.Demo.Lab;

namespace EndToEnd.Daemon;

/// <summary>A folder with a configuration, rules and a store of their own; removed with all that is in it.</summary>
internal sealed class Workspace : IDisposable
{
#if NRULES
    // Built with the second engine, all of these tests are run on it.
    private const string Engine = "nrules";
#else
    private const string Engine = "default";
#endif

    private readonly LabDirectory _folder = LabDirectory.Create();
    private readonly List<string> _vms = [];
    private readonly List<string> _targets = [];

    public Workspace() => Directory.CreateDirectory(Path("rules"));

    /// <summary>The key that signs, as the daemon gets it in <c>REACTOR_HOOK_KEY</c>.</summary>
    public string Secret { get; } = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public string Config => Path("reactor.yaml");

    public string StorePath { get; init; } = "";

    public string Socket => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Store)!, "reactor.sock");

    public string Store => StorePath.Length > 0 ? StorePath : Path("reactor.db");

    public string Path(string name) => System.IO.Path.Combine(_folder.Path, name);

    public Workspace Vm(string name, string socket)
    {
        _vms.Add($$"""  - {name: {{name}}, qmp: "unix:{{socket}}", labels: {env: test} }""");
        return this;
    }

    public Workspace VmAt(string name, string address)
    {
        _vms.Add($$"""  - {name: {{name}}, qmp: "{{address}}"}""");
        return this;
    }

    /// <summary>A webhook target that retries fast enough for a test, and is never left alone.</summary>
    public Workspace Target(string name, string url, int attempts = 20, string backoff = "100ms..200ms", string timeout = "5s")
    {
        _targets.Add(string.Create(CultureInfo.InvariantCulture,
            $$"""  {{name}}: {webhook: {url: "{{url}}", secrets: [hook_key], timeout: {{timeout}}, retry: {attempts: {{attempts}}, backoff: {{backoff}}}, breaker: {failures: 0} } }"""));
        return this;
    }

    public Workspace Rules(string name, string text)
    {
        File.WriteAllText(Path($"rules/{name}.yaml"), text);
        return this;
    }

    /// <summary>The rules that the product ships.</summary>
    public Workspace ShippedRules()
    {
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(Checkout.Root, "config", "rules"), "*.yaml"))
        {
            File.Copy(file, Path($"rules/{System.IO.Path.GetFileName(file)}"));
        }
        return this;
    }

    /// <summary>Writes <c>reactor.yaml</c>.</summary>
    /// <param name="further">Further keys.</param>
    /// <param name="listed">Whether it has a <c>vms</c> made of <see cref="Vm"/>.</param>
    /// <param name="engine">The engine.</param>
    public Workspace Write(string further = "", bool listed = true, string engine = Engine)
    {
        File.WriteAllText(Config, $$"""
            version: 1
            node: {name: testhost}
            rules: ["rules/*.yaml"]
            secrets:
              hook_key: {env: REACTOR_HOOK_KEY}
            store: {sqlite: {path: "{{Store}}" } }
            {{(!listed ? "" : _vms.Count > 0 ? "vms:\n" + string.Join('\n', _vms) : "vms: []")}}
            {{(_targets.Count > 0 ? "targets:\n" + string.Join('\n', _targets) : "")}}
            {{further}}
            {{(engine == "default" ? "" : $"engine: {engine}")}}
            """);
        return this;
    }

    public void Dispose() => _folder.Dispose();
}
