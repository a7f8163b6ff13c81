namespace Reactor.Rules.Loading.Binding;

/// <summary>A key of a map of the language.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Doc">What it means, with its default: one sentence for the docs.</param>
internal abstract record Key(string Name, bool Required, string Doc)
{
    /// <summary>What its value must be, for people.</summary>
    public abstract string Expected { get; }

    /// <summary>What its value looks like, where the key's own name says what it is.</summary>
    public abstract string Looks { get; }

    /// <summary>The words that its value may be, where only some are taken; else empty.</summary>
    public abstract IReadOnlyList<string> Choices { get; }
}

/// <summary>A key whose value is read as a <typeparamref name="T"/>.</summary>
internal sealed record Key<T>(string Name, bool Required, string Doc, Reading<T> Reading) : Key(Name, Required, Doc)
{
    public override string Expected => Reading.Expected;

    public override string Looks => Reading.Looks;

    public override IReadOnlyList<string> Choices => Reading.Choices;
}
