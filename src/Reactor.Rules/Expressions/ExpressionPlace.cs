namespace Reactor.Rules.Expressions;

/// <summary>Where in the files an expression stands: what it may name and what type it must have.</summary>
public enum ExpressionPlace
{
    /// <summary>A <c>state</c>. A bool over <c>vm</c>, <c>host</c>, <c>rule</c>, lists.</summary>
    StateCondition,

    /// <summary>The <c>if</c> of a clause, an <c>except</c>. A bool over the names of <see cref="StateCondition"/> and <c>event</c>, <c>data</c>.</summary>
    Condition,

    /// <summary>An entry of <c>by</c>, a <c>distinct</c>. A string, number, bool, time or span over the same names as <see cref="Condition"/>.</summary>
    Key,

    /// <summary>The <c>if</c> of a <c>resolved_by</c> clause. A bool over the names of <see cref="Condition"/> and <c>first</c>.</summary>
    ResolveCondition,

    /// <summary>A <c>having</c>. A bool over the names of <see cref="ResolveCondition"/> and <c>last</c>, <c>previous</c>, <c>match</c>.</summary>
    Having,

    /// <summary>The <c>if</c> of an action. A bool over the names of <see cref="Having"/> and <c>suppressed</c>, <c>firing</c>.</summary>
    ActionCondition,

    /// <summary>Inside <c>{{ }}</c>, or a record's field. Any type, over the names of <see cref="ActionCondition"/>.</summary>
    Value,

    /// <summary>A <c>same</c>, an entry of a budget's <c>by</c>. A string, number, bool, time or span over the names of <see cref="ActionCondition"/>.</summary>
    FiringKey,

    /// <summary>The <c>if</c> of a step, or of what follows its failure. A bool over the names of <see cref="ActionCondition"/> and <c>gathered</c>, <c>steps</c>.</summary>
    StepCondition,

    /// <summary>In a step's texts and arguments. Any type, over the names of <see cref="StepCondition"/>.</summary>
    StepValue,

    /// <summary>The <c>check</c> of <c>only_if</c>. A bool over the names of <see cref="StepCondition"/> and <c>result</c>.</summary>
    AnswerCheck,

    /// <summary>The <c>if</c> of a route. A bool over <c>alert</c>, <c>event</c>, <c>vm</c>, <c>host</c>, <c>rule</c>, lists.</summary>
    RouteCondition,
}
