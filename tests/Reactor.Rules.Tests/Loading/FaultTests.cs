using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading;

/// <summary>
/// What is said of wrong rules, whole: the files of the folder Faults hold what is written, after <c>##</c>, and all findings, nothing where it
/// is right.
/// </summary>
public class FaultTests
{
    private const string Config = """
        version: 1
        vms: [{name: a, qmp: "unix:/run/a.qmp"}]
        rules: [r.yaml]
        secrets: {hook_key: {file: hook.key}}
        targets: {oncall: {webhook: {url: "https://hooks.example.net/in"}}}
        routes: [{to: [oncall]}]
        budgets: {restart: {max: 3, per: 1h}}
        windows: {sunday: {days: [sun], from: "02:00", to: "05:00", zone: UTC}}
        """;

    private static readonly Dictionary<string, string> s_frames = new(StringComparer.Ordinal)
    {
        ["when"] = "rules: [{name: r, then: [{log: {message: x}}], when: TEXT}]",
        ["rules"] = "rules: [{name: other, when: {event: RESUME}, then: [{alert: {summary: x, wait: 1s}}]}, {name: r, then: [{alert: {summary: x}}], TEXT}]",
        ["actions"] = "rules: [{name: r, when: {event: GUEST_PANICKED}, then: [TEXT]}]",
        ["checks"] = "rules: [TEXT]",
        ["vms"] = "TEXT",
        ["otlp"] = "otlp: TEXT\nvms: [{name: a, qmp: \"unix:/run/a.qmp\"}]\nsecrets: {token: {file: otlp.token}}",
        ["store"] = "store: TEXT\nvms: [{name: a, qmp: \"unix:/run/a.qmp\"}]",
        ["http"] = "http: TEXT\nvms: [{name: a, qmp: \"unix:/run/a.qmp\"}]\nsecrets: {grafana: {file: grafana.token}}",
    };

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (string file in s_frames.Keys)
            {
                string text = File.ReadAllText(Repository.PathOf($"tests/Reactor.Rules.Tests/Loading/Faults/{file}.txt"));
                foreach (string part in ("\n" + text).Split("\n## ", StringSplitOptions.RemoveEmptyEntries))
                {
                    string[] lines = part.Split('\n', 2);
                    cases.Add(file, lines[0].Trim(), lines.Length > 1 ? lines[1].Trim() : "");
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_fault_is_told_whole(string file, string text, string expected) => Golden.Equal(expected, Findings(file, text));

    // `@9.2 ...` is under qemu_min 9.2.
    private static string Findings(string file, string text)
    {
        string config = Config;
        if (file is "vms" or "http" or "otlp" or "store")
            return Findings(ReactorLoader.Load("reactor.yaml", MemoryFiles.WithConfig($"version: 1\n{s_frames[file].Replace("TEXT", text, StringComparison.Ordinal)}\n")));
        if (text.StartsWith('@'))
        {
            config += $"\nqemu_min: \"{text[1..text.IndexOf(' ', StringComparison.Ordinal)]}\"";
            text = text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        }

        string rules = "version: 1\n" + s_frames[file].Replace("TEXT", text.TrimStart('-', ' '), StringComparison.Ordinal);
        var result = ReactorLoader.Load(
            "reactor.yaml", new MemoryFiles { ["reactor.yaml"] = config, ["r.yaml"] = rules });
        return Findings(result);
    }

    private static string Findings(LoadResult result) => string.Join("\n", result.Diagnostics.Select(d => $"{d.Severity.ToString().ToLowerInvariant()} {Loaded.Lines([d])}"));
}
