namespace Reactor.Cel;

internal sealed class ArrayCelList(CelValue[] items, int count) : CelList
{
    public static readonly ArrayCelList Empty = new([], 0);

    public override int Count => count;

    public override CelValue this[int index] => items[index];
}
