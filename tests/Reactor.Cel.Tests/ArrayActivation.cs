namespace Reactor.Cel.Tests;

internal sealed class ArrayActivation(params CelValue[] values) : CelActivation
{
    public override CelValue Get(int slot) => values[slot];
}
