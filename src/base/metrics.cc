#include "base/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace tidings {
namespace {

struct PromCounter final : Counter {
  explicit PromCounter(prometheus::Counter& c) : counter(c) {}
  void add(double by) override { counter.Increment(by); }
  prometheus::Counter& counter;
};
struct PromGauge final : Gauge {
  explicit PromGauge(prometheus::Gauge& g) : gauge(g) {}
  void set(double to) override { gauge.Set(to); }
  prometheus::Gauge& gauge;
};
struct PromHistogram final : Histogram {
  explicit PromHistogram(prometheus::Histogram& h) : histogram(h) {}
  void observe(double value) override { histogram.Observe(value); }
  prometheus::Histogram& histogram;
};

template <class T>
using ByKey = std::map<std::pair<std::string, MetricLabels>, std::unique_ptr<T>>;

}  // namespace

struct Metrics::Inside {
  prometheus::Registry registry;
  std::mutex mutex;
  ByKey<Counter> counters;
  ByKey<Gauge> gauges;
  ByKey<Histogram> histograms;
};

Metrics::Metrics() : in_(std::make_unique<Inside>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const MetricLabels& labels) {
  std::lock_guard lock(in_->mutex);
  auto& slot = in_->counters[{name, labels}];
  if (!slot)
    slot = std::make_unique<PromCounter>(
        prometheus::BuildCounter().Name(name).Help(help).Register(in_->registry).Add(labels));
  return *slot;
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const MetricLabels& labels) {
  std::lock_guard lock(in_->mutex);
  auto& slot = in_->gauges[{name, labels}];
  if (!slot)
    slot =
        std::make_unique<PromGauge>(prometheus::BuildGauge().Name(name).Help(help).Register(in_->registry).Add(labels));
  return *slot;
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help, const std::vector<double>& buckets,
                              const MetricLabels& labels) {
  std::lock_guard lock(in_->mutex);
  auto& slot = in_->histograms[{name, labels}];
  if (!slot) {
    slot = std::make_unique<PromHistogram>(
        prometheus::BuildHistogram().Name(name).Help(help).Register(in_->registry).Add(labels, buckets));
  }
  return *slot;
}

std::string Metrics::expose() const { return prometheus::TextSerializer().Serialize(in_->registry.Collect()); }

}  // namespace tidings
