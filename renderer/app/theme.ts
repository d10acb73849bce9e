import { theme } from 'antd';
import type { ThemeConfig } from 'antd';

/** Ant Design in the same clothes as the wall: the tokens of `styles/tokens.css`. */
export function consoleTheme(largeText: boolean): ThemeConfig {
  const scale = largeText ? 1.2 : 1;
  return {
    algorithm: theme.darkAlgorithm,
    cssVar: { prefix: 'ant' },
    token: {
      colorPrimary: '#4aa8ff',
      colorInfo: '#4aa8ff',
      colorSuccess: '#37c58b',
      colorWarning: '#f2b134',
      // Red is kept for alarms: a field that was filled in wrongly is amber.
      colorError: '#f2b134',
      colorBgBase: '#0b0f14',
      colorBgLayout: '#0b0f14',
      colorBgContainer: '#10161d',
      colorBgElevated: '#161e27',
      colorBorder: '#2b3947',
      colorBorderSecondary: '#1f2a35',
      colorText: '#e6edf3',
      colorTextSecondary: '#9fb0c0',
      colorTextTertiary: '#7d91a3',
      colorTextPlaceholder: '#64788a',
      borderRadius: 6,
      fontSize: 14 * scale,
      controlHeight: 36 * scale,
      fontFamily: 'var(--sans)',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      wireframe: false,
    },
    components: {
      Table: {
        headerBg: '#10161d',
        headerColor: '#9fb0c0',
        rowHoverBg: '#161e27',
        rowSelectedBg: 'rgba(74,168,255,0.14)',
        rowSelectedHoverBg: 'rgba(74,168,255,0.18)',
        headerSplitColor: 'transparent',
        cellPaddingBlockSM: 9 * scale,
        cellPaddingInlineSM: 12 * scale,
      },
      Button: {
        // The dark algorithm would dim the accent; the next act is the brightest thing on screen.
        algorithm: false,
        colorPrimary: '#4aa8ff',
        colorPrimaryHover: '#6cb9ff',
        colorPrimaryActive: '#3b93e6',
        primaryShadow: 'none',
        defaultShadow: 'none',
        defaultBg: '#161e27',
        defaultBorderColor: '#2b3947',
        primaryColor: '#06121d',
        fontWeight: 500,
      },
      Segmented: { itemSelectedBg: '#26405a', trackBg: '#0b0f14', itemSelectedColor: '#e6edf3' },
      Modal: { contentBg: '#161e27', headerBg: '#161e27' },
      Input: { colorBgContainer: '#0b0f14' },
      Select: { selectorBg: '#0b0f14', optionSelectedBg: '#26405a' },
    },
  };
}
