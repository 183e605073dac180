using System.Diagnostics.Metrics;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>The time that was spent within ONNX Runtime since the program began.</summary>
internal static class RunClock
{
    private static readonly MeterListener Listener = Start();
    private static double _milliseconds;

    public static double Milliseconds
    {
        get
        {
            GC.KeepAlive(Listener);
            return Volatile.Read(ref _milliseconds);
        }
    }

    private static MeterListener Start()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "onnx.run.duration") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, milliseconds, _, _) => Volatile.Write(ref _milliseconds, _milliseconds + milliseconds));
        listener.Start();
        return listener;
    }
}
