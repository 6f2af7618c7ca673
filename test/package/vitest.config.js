/** The configuration in docs/frameworks.md. */
export default {
  resolve: { conditions: ['browser'] },
  test: { server: { deps: { inline: [/skr-widgets/, /lit/] } } },
};
