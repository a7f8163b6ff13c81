namespace Reactor.Cel;

/// <summary>A list value. Hosts may derive their own, over data they read only when asked; it must not change while a program runs.</summary>
public abstract class CelList
{
    /// <summary>The number of elements.</summary>
    public abstract int Count { get; }

    /// <summary>The element at <paramref name="index"/>; evaluation asks within 0..<see cref="Count"/>-1 only.</summary>
    /// <param name="index">From 0.</param>
    public abstract CelValue this[int index] { get; }

    /// <summary>A list over these elements, which are not copied.</summary>
    /// <param name="items">The elements; not to be changed afterwards.</param>
    public static CelList Of(params CelValue[] items) => new ArrayCelList(items, items.Length);

    /// <summary>As <see cref="Of"/>, for lists that are asked with <c>in</c>: answered at once however long it is.</summary>
    /// <param name="items">The elements; not to be changed afterwards.</param>
    public static CelList Indexed(params CelValue[] items) => new IndexedCelList(items);
}
