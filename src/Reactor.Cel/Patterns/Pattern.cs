using System.Buffers;
using Reactor.Cel.Evaluation;

namespace Reactor.Cel.Patterns;

/// <summary>
/// A compiled regular expression: an automaton that goes over the text once, being in all of its states at the same time. So the work is at
/// most (length of the text) x (size of the pattern), whatever both are; it is charged as it is done. Immutable.
/// </summary>
internal sealed class Pattern(PatternInstruction[] code)
{
    // So many instructions are one step.
    private const int VisitsPerStep = 16;
    private const int MaxOnStack = 128;

    private readonly bool _isAnchored = code[0] is { Operation: PatternOperation.Ask, Place: PatternPlace.TextStart };

    public int Size => code.Length;

    /// <summary>Whether it matches anywhere in the text; false too once the budget is used up.</summary>
    public bool IsMatch(string text, ref Frame frame)
    {
        var length = 4 * code.Length;
        if (code.Length <= MaxOnStack)
            return Run(text, stackalloc int[length], ref frame);
        var rented = ArrayPool<int>.Shared.Rent(length);
        var result = Run(text, rented.AsSpan(0, length), ref frame);
        ArrayPool<int>.Shared.Return(rented);
        return result;
    }

    private bool Run(string text, Span<int> memory, ref Frame frame)
    {
        var size = code.Length;
        var run = new States(code, text, memory[(2 * size)..(3 * size)], memory[(3 * size)..]);
        var now = memory[..size];
        var next = memory[size..(2 * size)];
        var count = 0;
        for (var at = 0; ;)
        {
            // Every position starts the pattern anew.
            if ((at == 0 || !_isAnchored) && run.Enter(0, at, now, ref count))
                return true;
            if (!frame.Charge(run.TakeVisits(VisitsPerStep)) || at >= text.Length || (count == 0 && _isAnchored))
                return false;
            var codePoint = (int)text[at];
            var after = at + 1;
            if (char.IsHighSurrogate(text[at]) && after < text.Length && char.IsLowSurrogate(text[after]))
                codePoint = char.ConvertToUtf32(text[at], text[after++]);
            var nextCount = 0;
            run.NextPosition();
            foreach (var state in now[..count])
            {
                if (code[state].Set!.Contains(codePoint) && run.Enter(state + 1, after, next, ref nextCount))
                    return true;
            }

            var used = now;
            now = next;
            next = used;
            count = nextCount;
            at = after;
        }
    }

    /// <summary>The states at one position; each is entered once.</summary>
    private ref struct States
    {
        private readonly PatternInstruction[] _code;
        private readonly string _text;
        private readonly Span<int> _enteredAt;
        private readonly Span<int> _stack;
        private int _position;
        private int _visits;

        public States(PatternInstruction[] code, string text, Span<int> enteredAt, Span<int> stack)
        {
            _code = code;
            _text = text;
            _enteredAt = enteredAt;
            _stack = stack;
            enteredAt.Clear();
            _position = 1;
        }

        public void NextPosition() => _position++;

        /// <summary>The steps of what was done since it was last asked; what is less than one is kept.</summary>
        public int TakeVisits(int perStep)
        {
            var (steps, rest) = Math.DivRem(_visits, perStep);
            _visits = rest;
            return steps;
        }

        /// <summary>Enters a state and all that follow from it without taking a character; true when one of them is the match.</summary>
        public bool Enter(int state, int at, Span<int> takers, ref int count)
        {
            var top = 0;
            if (_enteredAt[state] == _position)
            {
                _visits++;
                return false;
            }

            _enteredAt[state] = _position;
            _stack[top++] = state;
            while (top > 0)
            {
                state = _stack[--top];
                _visits++;
                ref readonly var instruction = ref _code[state];
                switch (instruction.Operation)
                {
                    case PatternOperation.Match:
                        return true;
                    case PatternOperation.Take:
                        takers[count++] = state;
                        break;
                    case PatternOperation.Jump:
                        Push(instruction.First, ref top);
                        break;
                    case PatternOperation.Fork:
                        Push(instruction.Second, ref top);
                        Push(instruction.First, ref top);
                        break;
                    default:
                        if (Holds(instruction.Place, at))
                            Push(state + 1, ref top);
                        break;
                }
            }

            return false;
        }

        private readonly void Push(int state, ref int top)
        {
            if (_enteredAt[state] == _position)
                return;
            _enteredAt[state] = _position;
            _stack[top++] = state;
        }

        private readonly bool Holds(PatternPlace place, int at) => place switch
        {
            PatternPlace.TextStart => at == 0,
            PatternPlace.TextEnd => at == _text.Length,
            PatternPlace.LineStart => at == 0 || _text[at - 1] == '\n',
            PatternPlace.LineEnd => at == _text.Length || _text[at] == '\n',
            PatternPlace.WordBoundary => IsBoundary(at),
            _ => !IsBoundary(at),
        };

        private readonly bool IsBoundary(int at) => (at > 0 && IsWord(_text[at - 1])) != (at < _text.Length && IsWord(_text[at]));

        private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
    }
}
