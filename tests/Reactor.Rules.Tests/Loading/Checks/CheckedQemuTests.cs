using Reactor.Qmp;
using Reactor.Rules.Loading.Checks;

namespace Reactor.Rules.Tests.Loading.Checks;

public class CheckedQemuTests
{
    [Theory]
    [InlineData("9.1.3", false)]
    [InlineData("9.2.0", true)]
    public void Has_limit_of_one_vm_is_told_by_its_release(string version, bool expected) =>
        Assert.Equal(expected, OfVm(version).Has(IoError, IoError.RateLimit!));

    [Theory]
    [InlineData(null, null)]
    [InlineData("6.2", null)]
    [InlineData("9.2", true)]
    public void Has_limit_of_any_vm_is_certain_from_its_first_release_on(string? qemuMin, bool? expected) =>
        Assert.Equal(expected, new CheckedQemu(null, qemuMin).Has(IoError, IoError.RateLimit!));

    [Theory]
    [InlineData("9.2.0", false)]
    [InlineData("10.0.12", false)]
    [InlineData("10.0.13", true)]
    [InlineData("10.1.9", false)]
    [InlineData("10.2.1", false)]
    [InlineData("10.2.2", true)]
    [InlineData("11.0.0", true)]
    public void Has_exemption_of_one_vm_is_told_by_its_line_of_releases(string version, bool expected) =>
        Assert.Equal(expected, OfVm(version).Has(IoError.RateLimit!.Exempt!));

    [Theory]
    [InlineData(null, null)]
    [InlineData("10.0.13", null)]
    [InlineData("11.0", true)]
    public void Has_exemption_of_any_vm_is_certain_from_the_last_line_on(string? qemuMin, bool? expected) =>
        Assert.Equal(expected, new CheckedQemu(null, qemuMin).Has(IoError.RateLimit!.Exempt!));

    private static EventSchema IoError => EventCatalogue.Default.TryGet("BLOCK_IO_ERROR", out var schema) ? schema : throw new InvalidOperationException();

    private static CheckedQemu OfVm(string version) => new(new QmpSchema(version, EventCatalogue.Default, CommandCatalogue.Default), "4.0");
}
