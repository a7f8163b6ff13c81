namespace Reactor.Cel;

public readonly partial struct CelValue : IEquatable<CelValue>
{
    /// <summary>
    /// CEL's equality: numbers by value across kinds (<c>1 == 1u == 1.0</c>), lists and maps by content. Unlike CEL's <c>==</c>,
    /// NaN equals itself, so that a value can be a key.
    /// </summary>
    /// <param name="other">The other.</param>
    public bool Equals(CelValue other) => CelEquality.AreEqual(this, other) || (IsNaN && other.IsNaN);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CelValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => CelEquality.Hash(this, 0);

    /// <summary>As <see cref="Equals(CelValue)"/>.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(CelValue left, CelValue right) => left.Equals(right);

    /// <summary>The opposite of <see cref="Equals(CelValue)"/>.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(CelValue left, CelValue right) => !left.Equals(right);

    private bool IsNaN => Kind == CelKind.Double && double.IsNaN(AsDouble);
}
