using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// Tensors of shape (n, c, h, w) whose memory runs n, h, w, c. Everything here trains in this layout: with the plain layout this
/// build of torch gave wrong gradients without saying so.
/// </summary>
public static class ChannelsLast
{
    public static Tensor Of(Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>
    /// Makes a fresh module fit for training: kernels channels-last and the type asked for. Refuses parameters that were never
    /// set; torch's own group norms would be such.
    /// </summary>
    public static void Prepare(nn.Module module, ScalarType type)
    {
        using var _ = no_grad();
        module.to(type);
        foreach (var weight in module.parameters().Where(p => p.dim() == 4)) weight.set_(Of(weight));
        foreach (var (name, parameter) in module.named_parameters())
            if (!parameter.isfinite().all().item<bool>()) throw new InvalidOperationException($"Parameter {name} is not initialised.");
    }

    /// <summary>(n, r*r*c, h, w), channels ordered (dy, dx, c), to (n, c, r*h, r*w): ONNX DepthToSpace in DCR order.</summary>
    public static Tensor DepthToSpace(Tensor tensor, long ratio)
    {
        long n = tensor.shape[0], c = tensor.shape[1] / (ratio * ratio), h = tensor.shape[2], w = tensor.shape[3];
        return tensor.permute(0, 2, 3, 1).reshape(n, h, w, ratio, ratio, c).permute(0, 1, 3, 2, 4, 5)
            .reshape(n, h * ratio, w * ratio, c).permute(0, 3, 1, 2);
    }

    /// <summary>(n, c, r*h, r*w) to (n, r*r*c, h, w), channels ordered (dy, dx, c): ONNX SpaceToDepth.</summary>
    public static Tensor SpaceToDepth(Tensor tensor, long ratio)
    {
        long n = tensor.shape[0], c = tensor.shape[1], h = tensor.shape[2] / ratio, w = tensor.shape[3] / ratio;
        return tensor.permute(0, 2, 3, 1).reshape(n, h, ratio, w, ratio, c).permute(0, 1, 3, 2, 4, 5)
            .reshape(n, h, w, ratio * ratio * c).permute(0, 3, 1, 2);
    }
}
