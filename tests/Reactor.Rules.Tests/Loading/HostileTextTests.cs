using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading;

public class HostileTextTests
{
    private const string Rules = """
        version: 1
        lists: {l: [a, 1, true]}
        macros: {m: 'vm.labels.env == "prod"'}
        rules:
          - name: r1
            severity: critical
            when: {event: [GUEST_PANICKED, "VNC_*"], if: 'm && vm.name in l', by: {n: 'event.name'}}
            limit: {once_per: 1h30m, by: ['vm.id']}
            then:
              - alert: {id: x, summary: "{{ vm.name }}", labels: {a: "{{ event.id }}"}, to: oncall, resolved_by: [{event: RESUME}]}
              - {name: n, if: "match.count > 1", webhook: {url: "https://a.example.net/{{ vm.id }}", method: PUT, headers: {X-A: b}, body: {a: [1, "{{ match.count }}"]}, secret: hook_key}}
              - record: {to: t, key: [a], fields: {a: vm.id, b: 'event.name + "x"'}}
              - log:
                  message: >
                    {{ vm.name }}

                    {{ event.name }}
        """;

    private const string Pieces = "{}[]:,-?&*!|>'\"%@`#\\ \t\n\r\0~<=._aif1é\u2028\uD83D";

    [Property(MaxTest = 300)]
    public bool Load_random_text_as_rules_never_throws(NonNull<string> text) => Loaded.RuleFile(text.Get).Diagnostics.All(d => d.IsOfFile || (d.Line > 0 && d.Column > 0 && d.Length > 0));

    [Property(MaxTest = 300)]
    public bool Load_random_text_as_configuration_never_throws(NonNull<string> text) => Loaded.Settings("version: 1\n" + text.Get).Diagnostics.Count >= 0;

    [Property(MaxTest = 1000)]
    public Property Load_mutated_rules_never_throw_and_every_finding_can_be_shown() => Prop.ForAll(
        Mutations().ToArbitrary(),
        text =>
        {
            var result = Loaded.RuleFile(text);
            Assert.Equal(result.HasErrors, result.Rules is null);
            string shown = result.FormatDiagnostics();
            return shown.All(c => c == '\n' || !char.IsControl(c)) && result.Diagnostics.All(d => d.IsOfFile || d.Length > 0);
        });

    [Fact]
    public void Load_unmutated_rules_load() => Assert.Equal("", Loaded.RuleFile(Rules).FormatDiagnostics());

    private static Gen<string> Mutations() =>
        from seed in Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1), 9)
        select Enumerable.Range(0, 1 + (seed[0] % 3)).Aggregate(Rules, (text, i) => Mutate(text, seed[(3 * i) % 9], seed[((3 * i) + 1) % 9], seed[((3 * i) + 2) % 9]));

    private static string Mutate(string text, int what, int where, int which)
    {
        int at = where % (text.Length + 1);
        int length = Math.Min(1 + (which % 12), text.Length - at);
        return (what % 4) switch
        {
            0 => text.Insert(at, Pieces[which % Pieces.Length].ToString()),
            1 => text.Remove(at, length),
            2 => text.Insert(at, text.Substring(which % text.Length, Math.Min(20, text.Length - (which % text.Length)))),
            _ => length == 0 ? text : text.Remove(at, 1).Insert(at, Pieces[which % Pieces.Length].ToString()),
        };
    }
}
