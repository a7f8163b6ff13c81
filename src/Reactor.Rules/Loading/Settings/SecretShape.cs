using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>secrets</c>. A secret written into the file itself is refused.</summary>
internal sealed class SecretShape : Reading<SecretSource>
{
    public static readonly Shape Shape = new("a secret");

    private const string Advice = "name where it is found: {file: /path}, {env: VARIABLE} or {credential: NAME} (systemd)";

    private static readonly Key<string> s_file = Shape.Optional("file", CommonReadings.FilePath, "A file with the secret; a line break at its end is dropped.");
    private static readonly Key<string> s_env = Shape.Optional("env", Scalars.Word("a variable's name"), "An environment variable of the daemon.");
    private static readonly Key<string> s_credential = Shape.Optional("credential", Scalars.Word("a credential's name"), "A systemd credential (LoadCredential=).");

    private SecretShape() => Shape.OneOf(s_file, s_env, s_credential);

    public static Reading<SecretSource> Reading { get; } = new SecretShape();

    public override string Expected => "where a secret is found";

    public override JsonObject Schema(SchemaDefs defs) => Shape.Schema(defs);

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out SecretSource value)
    {
        value = null;
        if (node is YScalar { Core: not CoreKind.Null })
        {
            diagnostics.Error(
                node.Place, DiagnosticCodes.BadValue, "a secret never stands in the configuration itself: the file is read by more people and programs than the secret is meant for", Advice);
            return false;
        }

        if (node is YMap map && InlineKey(map) is { } inline)
        {
            diagnostics.Error(inline.Place, DiagnosticCodes.BadValue, $"a secret never stands in the configuration itself, so there is no `{inline.Value}`", Advice);
            return false;
        }

        if (!Shape.TryOpen(node, diagnostics, out var fields))
            return false;
        value = fields.Get(s_file) is { } file ? new FileSecret(file)
            : fields.Get(s_env) is { } env ? new EnvironmentSecret(env)
            : fields.Get(s_credential) is { } credential ? new CredentialSecret(credential)
            : null;
        return value is not null;
    }

    private static YScalar? InlineKey(YMap map) =>
        map.Entries.Select(e => e.Key).FirstOrDefault(k => k.Value is "value" or "secret" or "key" or "inline" or "text" or "password" or "token");
}
