namespace Reactor.Cel.Evaluation;

internal sealed class ConstNode(CelValue value) : Node
{
    private readonly CelValue _value = value;

    public ref readonly CelValue Value => ref _value;

    public override CelValue Evaluate(ref Frame frame) => _value;
}

internal sealed class VariableNode(int slot) : Node
{
    public int Slot => slot;

    public override CelValue Evaluate(ref Frame frame) => frame.Activation.Get(slot);
}

internal sealed class LocalNode(int index) : Node
{
    public override CelValue Evaluate(ref Frame frame) => frame.Locals![index];
}
