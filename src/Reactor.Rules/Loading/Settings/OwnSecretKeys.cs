using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The two keys that say where a secret of a target is found: <c>NAME_file</c> and <c>NAME_secret</c>. The secret itself is refused.</summary>
internal sealed class OwnSecretKeys
{
    private readonly Key<string> _file;
    private readonly Key<Placed<string>> _secret;

    /// <summary>Declares them.</summary>
    /// <param name="shape">Where.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="what">What it is: <c>the service's integration key</c>.</param>
    /// <param name="isRequired">Whether one must be there.</param>
    public OwnSecretKeys(Shape shape, string name, string what, bool isRequired)
    {
        var end = isRequired ? "." : "; default: none.";
        _file = shape.Optional(name + "_file", CommonReadings.FilePath, $"A file with {what}{end}");
        _secret = shape.Optional(name + "_secret", Collections.Placed(Scalars.Word("a secret's name")), $"The name of a secret that is {what}{end}");
        shape.Elsewhere(name, $"it is a secret, which never stands here: name where it is found, by {name}_file: PATH or {name}_secret: NAME");
        _ = isRequired ? shape.OneOf(_file, _secret) : shape.AtMostOneOf(_file, _secret);
    }

    /// <summary>The keys, for what they have to do with others.</summary>
    public Key[] All => [_file, _secret];

    public OwnSecretSyntax Read(Fields fields) => new(fields.Get(_file), fields.TryGet(_secret, out var secret) ? secret : null);
}
